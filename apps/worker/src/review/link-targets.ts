import type { RepositoryConfig } from "@devflow/config";
import type { InstallationClient, RepositoryRef } from "@devflow/github";

/**
 * Where links of a model's or a rule's words may lead: pages of the repository itself, and the
 * hosts that the team allows. Another repository on the same host is a stranger's.
 */
export function linkTargets(
  github: InstallationClient,
  repository: RepositoryRef,
  { links }: RepositoryConfig,
): string[] {
  return [`${github.pageOf(repository)}/`, ...links.allowedHosts.map((host) => `https://${host}/`)];
}
