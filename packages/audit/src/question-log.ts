import type { Database } from "@devflow/database";
import { appendAudits, recordAudit } from "./append-audit.ts";
import type { AuditEntry } from "./model.ts";

/** For whom and about what models are asked. */
export interface AskedTask {
  actor: string;
  /** Names the task in every entry: a repository and a pull request, an export, a command. */
  details: Readonly<Record<string, unknown>>;
}

/** A question to a model that is over. */
export interface ToldQuestion {
  model: string;
  purpose: string;
  outcome: "answered" | "cancelled" | "failed";
  promptTokens: number | null;
  completionTokens: number | null;
}

/** Code that models may have been shown. */
export interface ShownCode {
  /** Its name. */
  repository: string;
  /** How many pieces since the last call, and of which commit. */
  take(): Promise<{ pieces: number; commit: string | null }>;
}

/**
 * Tells of every question of one task when it is over, each in an entry of its own, `model.called`; and
 * with it of the code that was taken out of an index since the question before, `code.retrieved`, both in
 * one transaction. A question takes seconds and its entries a few milliseconds; a review has some twenty.
 * Raises what the database does, once `onUnwritten` has the entries.
 */
export function questionLog(
  database: Database,
  { actor, details }: AskedTask,
  shown: ShownCode | null = null,
  onUnwritten: (entries: readonly AuditEntry[]) => void = () => {},
): (question: ToldQuestion) => Promise<void> {
  return async ({ model, purpose, outcome, promptTokens, completionTokens }) => {
    const entries: AuditEntry[] = [];
    const code = await shown?.take();
    if (shown !== null && code !== undefined && code.pieces > 0) {
      const action = "code.retrieved";
      entries.push({ actor, action, subject: shown.repository, details: { ...details, ...code } });
    }
    const tokens = outcome === "answered" ? { promptTokens, completionTokens } : {};
    const asked = { ...details, purpose, outcome, ...tokens };
    entries.push({ actor, action: "model.called", subject: model, details: asked });
    try {
      await database.transaction((transaction) => appendAudits(transaction, entries));
    } catch (thrown) {
      onUnwritten(entries);
      throw thrown;
    }
  };
}

/** Tells of the code that a model made vectors of, an entry for an update of an index; null: of none. */
export async function tellEmbedded(
  database: Database,
  { actor, details }: AskedTask,
  embedded: { texts: number; model: string } | null,
): Promise<void> {
  if (embedded === null) return;
  const { texts, model } = embedded;
  const asked = { ...details, purpose: "embed", outcome: "answered", texts };
  await recordAudit(database, { actor, action: "model.called", subject: model, details: asked });
}
