import { machineUser, questionLog, recordAudit } from "@devflow/audit";
import type { Database } from "@devflow/database";
import type { AskableExpert, Expert } from "@devflow/expert";
import type { WatchedIndex } from "@devflow/retrieval";

/** A command that reads the code of a checkout. */
export interface LocalTask {
  command: "review" | "context" | "search" | "backtest";
  /** Folder of the checkout. */
  repository: string;
}

const detailsOf = ({ command, repository }: LocalTask) => ({
  ...{ way: "command line", command, repository },
});

/** The expert for a command, with its questions and the code that they show told to the audit log. */
export function askedLocally(
  server: AskableExpert,
  database: Database,
  task: LocalTask,
  code: WatchedIndex | null,
): Expert {
  const log = { actor: machineUser(), details: detailsOf(task) };
  const shown = code && { repository: task.repository, take: code.take };
  return server.askedBy(questionLog(database, log, shown));
}

/** Tells of code of the index that a command printed. */
export async function tellRetrieved(
  database: Database,
  task: LocalTask,
  { pieces, commit }: { pieces: number; commit: string | null },
): Promise<void> {
  if (pieces === 0) return;
  const entry = {
    actor: machineUser(),
    action: "code.retrieved",
    subject: task.repository,
  } as const;
  await recordAudit(database, { ...entry, details: { ...detailsOf(task), commit, pieces } });
}
