import type { Queues } from "@devflow/queue";

/** Many pushes in a row are one run, and one more for what came while it ran. */
export async function enqueueIndex(queues: Queues, repositoryId: number): Promise<void> {
  await queues.enqueue("index", { repositoryId }, { deduplicationKey: `index-${repositoryId}` });
}
