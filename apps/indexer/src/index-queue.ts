import type { Queues } from "@devflow/queue";

/** One run for however many asks, and one more for what came while it ran. The bot uses the same key. */
export async function enqueueIndex(queues: Queues, repositoryId: number): Promise<void> {
  await queues.enqueue("index", { repositoryId }, { deduplicationKey: `index-${repositoryId}` });
}
