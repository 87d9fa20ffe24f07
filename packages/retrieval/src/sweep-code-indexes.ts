import type { Database } from "@devflow/database";
import { forgetOldReviewComments } from "./storage/forget-review-comments.ts";
import { repositoriesToSweep, sweepIndex } from "./storage/sweep-index.ts";

/** Deletes what the indexes of all repositories keep and no longer use. Nobody waits for it. */
export async function sweepCodeIndexes(database: Database): Promise<void> {
  for (const repositoryId of await repositoriesToSweep(database)) {
    await sweepIndex(database, repositoryId);
  }
  await forgetOldReviewComments(database);
}
