import type { Database } from "@devflow/database";
import type { AppClient } from "@devflow/github";
import type { Logger } from "@devflow/logging";
import type { Queues } from "@devflow/queue";
import type { Outcome } from "../relay/outcome.ts";
import { type GitHubRepository, rememberRepository } from "../work/known-repository.ts";
import type { KeyedLock } from "./keyed-lock.ts";
import type { RepositoryPayload } from "./payloads.ts";

/** What handlers may use. They bring about a state, so each may run twice for one delivery. */
export interface HandlerContext {
  database: Database;
  queues: Queues;
  logger: Logger;
  client: AppClient;
  /** One at a time per pull request. */
  pullLock: KeyedLock;
}

export type Handler = (context: HandlerContext, payload: unknown) => Promise<Outcome>;

/** The row's id of the repository that an event is about. */
export async function rememberFromEvent(
  context: HandlerContext,
  event: { installation: { id: number }; repository: RepositoryPayload },
): Promise<number> {
  return await rememberRepository(context.database, context.queues, toRepository(event));
}

function toRepository(event: {
  installation: { id: number };
  repository: RepositoryPayload;
}): GitHubRepository {
  return {
    githubId: event.repository.id,
    installationId: event.installation.id,
    owner: event.repository.owner.login,
    name: event.repository.name,
    defaultBranch: event.repository.default_branch,
    isCovered: false,
  };
}
