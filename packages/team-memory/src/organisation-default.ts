import {
  configFileName,
  defaultRepositoryConfig,
  type ParsedRepositoryConfig,
  parseRepositoryConfig,
} from "@devflow/config";
import { decodeUtf8 } from "@devflow/diff";
import { ExternalError } from "@devflow/errors";
import type { InstallationClient, RepositoryRef } from "@devflow/github";

/** Larger than any real one; the parser has its own, smaller bound and says so. */
const maxBytes = 1_000_000;

type Reader = Pick<InstallationClient, "readFile">;

/**
 * The organisation's default: `.devflow.yml` on the default branch of its `.github` repository. Most
 * organisations have no such repository, or have not installed the App there. Raises ExternalError where
 * GitHub may know it later.
 */
export async function readOrganisationDefault(
  github: Reader,
  owner: string,
): Promise<ParsedRepositoryConfig> {
  const source = `${owner}/.github: ${configFileName}`;
  try {
    return await readConfigurationAt(github, { owner, name: ".github" }, "HEAD", source);
  } catch (error) {
    if (!(error instanceof ExternalError) || error.retryable) throw error;
    return defaultRepositoryConfig();
  }
}

/** `.devflow.yml` at a commit; the defaults where there is none. */
export async function readConfigurationAt(
  github: Reader,
  repository: RepositoryRef,
  ref: string,
  source: string,
): Promise<ParsedRepositoryConfig> {
  const content = await github.readFile(repository, ref, configFileName, maxBytes);
  if (content === null) return defaultRepositoryConfig();
  return parseRepositoryConfig(decodeUtf8(content) ?? "", source);
}
