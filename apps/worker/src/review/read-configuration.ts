import {
  configFileName,
  mergeRepositoryConfig,
  type ParsedRepositoryConfig,
} from "@devflow/config";
import type { InstallationClient, PullRequest, RepositoryRef } from "@devflow/github";
import { readConfigurationAt, readOrganisationDefault } from "@devflow/team-memory";

/**
 * The configuration for a pull request: the organisation's default (`.devflow.yml` in its
 * `.github` repository, where the App is installed there) under the repository's own, both from
 * branches that the change cannot write to.
 */
export async function readConfiguration(
  github: InstallationClient,
  repository: RepositoryRef,
  pull: PullRequest,
): Promise<ParsedRepositoryConfig> {
  const [organisation, own] = await Promise.all([
    readOrganisationDefault(github, repository.owner),
    readConfigurationAt(github, repository, pull.baseSha, configFileName),
  ]);
  return mergeRepositoryConfig(organisation, own);
}
