import { type PullSettlement, settlePull } from "../work/settle-pull.ts";
import type { WantedReview } from "../work/want-review.ts";
import type { HandlerContext } from "./handler.ts";
import { rememberFromEvent } from "./handler.ts";
import type { RepositoryPayload } from "./payloads.ts";

/**
 * An event says that something about a pull request changed; what it is now, GitHub is asked. So a
 * late `opened` cannot supersede the review of a newer head, nor a late `closed` end one for good.
 */
export async function settleNamedPull(
  context: HandlerContext,
  event: { installation: { id: number }; repository: RepositoryPayload },
  number: number,
  how: Pick<WantedReview, "trigger" | "restartFrom">,
): Promise<PullSettlement> {
  const { database, queues, client, pullLock } = context;
  const repositoryId = await rememberFromEvent(context, event);
  return await pullLock.run(`${repositoryId}/${number}`, async () => {
    const { owner, name } = { owner: event.repository.owner.login, name: event.repository.name };
    const installation = client.forInstallation(event.installation.id);
    const pull = await installation.readPullRequest({ owner, name }, number);
    return await settlePull(database, queues, { repositoryId, pull, ...how });
  });
}

/** For the outcome of a delivery. */
export function describeSettlement({ reviewId, superseded }: PullSettlement): string {
  const queued = reviewId === null ? "nothing to review" : `queued review ${reviewId}`;
  return superseded === 0 ? queued : `${queued}, superseded ${superseded}`;
}
