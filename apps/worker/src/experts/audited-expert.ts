import { questionLog } from "@devflow/audit";
import type { Database } from "@devflow/database";
import type { AskableExpert, Expert } from "@devflow/expert";
import type { RepositoryRef } from "@devflow/github";
import type { WatchedIndex } from "@devflow/retrieval";

/** Whose question it is, and of which pull request code is shown to the model. */
export interface Asker {
  /** Whoever wrote the command; `devflow` for what it does by itself. */
  actor: string;
  repository: RepositoryRef;
  pullNumber: number;
}

/**
 * The expert, with every question told to the audit log when it is over, however it ended: also those
 * of a run that is superseded or killed later; and with it the code of the index that it was shown.
 *
 * @param code what the prompts take code from; null: they show none of the index
 */
export function auditedExpert(
  server: AskableExpert,
  database: Database,
  { actor, repository, pullNumber }: Asker,
  code: WatchedIndex | null,
): Expert {
  const name = `${repository.owner}/${repository.name}`;
  const task = { actor, details: { repository: name, pull: pullNumber } };
  return server.askedBy(questionLog(database, task, code && { repository: name, take: code.take }));
}
