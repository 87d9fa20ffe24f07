import {
  defaultRepositoryConfig,
  mergeRepositoryConfig,
  type ParsedRepositoryConfig,
  parseRepositoryConfig,
} from "@devflow/config";
import { decodeUtf8 } from "@devflow/diff";
import { ExternalError } from "@devflow/errors";
import type { InstallationClient, PullRequest, RepositoryRef } from "@devflow/github";

const fileName = ".devflow.yml";

/** Larger than any real one; the parser has its own, smaller bound and says so. */
const maxBytes = 1_000_000;

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
    readOne(github, repository, pull.baseSha, fileName),
  ]);
  return mergeRepositoryConfig(organisation, own);
}

/** Most organisations have no `.github` repository, or have not installed the App there. */
async function readOrganisationDefault(
  github: InstallationClient,
  owner: string,
): Promise<ParsedRepositoryConfig> {
  const source = `${owner}/.github: ${fileName}`;
  try {
    return await readOne(github, { owner, name: ".github" }, "HEAD", source);
  } catch (error) {
    if (!(error instanceof ExternalError) || error.retryable) throw error;
    return defaultRepositoryConfig();
  }
}

async function readOne(
  github: InstallationClient,
  repository: RepositoryRef,
  ref: string,
  source: string,
): Promise<ParsedRepositoryConfig> {
  const content = await github.readFile(repository, ref, fileName, maxBytes);
  if (content === null) return defaultRepositoryConfig();
  return parseRepositoryConfig(decodeUtf8(content) ?? "", source);
}
