import type { Octokit } from "@octokit/core";
import { z } from "zod";
import type { Context } from "./context.ts";
import type { RepositoryRef } from "./model.ts";
import { readCloneUrl } from "./repositories.ts";
import { retryRead } from "./retry-policy.ts";
import { toExternalError } from "./to-external-error.ts";

const tokenSchema = z.object({ token: z.string() });

/**
 * For `git fetch`: the URL without credentials, and the header line that authorises it. The token
 * reads this one repository's contents and nothing else, whatever the installation may do.
 */
export async function cloneAccess(
  context: Context,
  repository: RepositoryRef,
): Promise<{ url: string; authorizationHeader: string }> {
  const url = await readCloneUrl(context, repository);
  const token = await retryRead(context.session.policy, () =>
    narrowToken(context.session.octokit, repository),
  );
  const credentials = Buffer.from(`x-access-token:${token}`).toString("base64");
  return { url, authorizationHeader: `Authorization: Basic ${credentials}` };
}

async function narrowToken(octokit: Octokit, repository: RepositoryRef): Promise<string> {
  try {
    const authentication: unknown = await octokit.auth({
      type: "installation",
      repositoryNames: [repository.name],
      permissions: { contents: "read" },
    });
    return tokenSchema.parse(authentication).token;
  } catch (thrown) {
    throw toExternalError(thrown, "POST /app/installations/{installation_id}/access_tokens");
  }
}
