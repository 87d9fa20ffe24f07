import { openCodeIndex } from "@devflow/retrieval";
import type { AssistServices } from "./assist-services.ts";

const nextStep =
  "Repositories of the GitHub App are indexed after its installation, a checkout by `devflow index` on the server; `devflow doctor` says what is there.";

/**
 * Why nothing could be found, in words with the next step; null where an index was looked through. A repository that
 * is not there and one that may not be read are told apart by nobody.
 *
 * @param name of the repository that was asked for, as the request has it; null: all were searched
 */
export async function whyNothing(
  { parts: { database } }: Pick<AssistServices, "parts">,
  repositoryIds: readonly number[],
  name: string | null,
): Promise<string | null> {
  const [first] = repositoryIds;
  if (name !== null) {
    if (first === undefined) return "There is no such repository here, or you may not read it.";
    const { commitSha, progress, lastError } = await openCodeIndex(database, first).status();
    if (commitSha !== null) return null;
    if (progress !== null)
      return "The repository is being indexed for the first time: ask again in a while.";
    return lastError === null
      ? `The repository is not indexed. ${nextStep}`
      : `The repository could not be indexed yet: \`devflow doctor\` on the server says why.`;
  }
  const indexed = await database.query(
    "SELECT 1 AS one FROM index_states WHERE repository_id = ANY ($1::bigint[]) AND commit_sha IS NOT NULL LIMIT 1",
    [repositoryIds],
  );
  return indexed.length > 0 ? null : `No repository that you may read is indexed. ${nextStep}`;
}
