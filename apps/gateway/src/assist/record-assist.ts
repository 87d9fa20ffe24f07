import { type AuditEntry, appendAudits } from "@devflow/audit";
import type { Caller } from "@devflow/identity";
import type { AssistUse, KeptAnswer } from "@devflow/usage";
import type { AssistServices } from "./assist-services.ts";
import type { Retrieved } from "./known-repository.ts";

export type AssistFeature =
  | "chat"
  | "explain"
  | "tests"
  | "refactor"
  | "docs"
  | "review"
  | "search"
  | "voice";

/** What is known of an answer when it is over, however it ended. */
export interface AssistRecord {
  id: string;
  feature: AssistFeature;
  caller: Caller;
  editor: string;
  repositoryId: number | null;
  language: string | null;
  /** Null: no model was asked. */
  asked: { expert: string; model: string } | null;
  retrieved: readonly Retrieved[];
  /** The audit log has its questions already, one by one. */
  isTold?: boolean;
  usage: { promptTokens: number | null; completionTokens: number | null };
  startedAt: number;
  firstTextMs: number | null;
  /** Of the change that it proposes. */
  lines: AssistUse["lines"];
  outcome: AssistUse["outcome"];
  /** For the quota: also of an answer that failed or was cancelled, whose `usage` nobody told. */
  spentTokens: number;
  /** What the expert was asked and said; null where it is not kept. */
  kept: Omit<KeptAnswer, "kind" | "feature"> | null;
}

/**
 * What somebody asked of the assistant, without a word of it: a row of use, the tokens of their quota, and
 * in the audit log `code.retrieved` where code of a repository was shown and `model.called` where a model
 * was asked.
 *
 * The audit log takes one row at a time under a lock, a few milliseconds each; an answer of a model takes
 * seconds, so each has its own rows, in one transaction and before the answer ends. An answer whose rows cannot
 * be written fails, and they wait for the next minute. Completions come a hundred times as often and are not
 * written here one by one.
 */
export async function recordAssist(
  { parts, usage, identity, audit }: Pick<AssistServices, "parts" | "usage" | "identity" | "audit">,
  record: AssistRecord,
): Promise<void> {
  const { id, feature, caller, asked, outcome } = record;
  const { promptTokens, completionTokens } = record.usage;
  usage.assist({
    id,
    feature,
    outcome,
    personId: caller.personId,
    teams: caller.teams,
    repositoryId: record.repositoryId,
    language: record.language,
    editor: record.editor,
    expert: asked?.expert ?? null,
    model: asked?.model ?? null,
    promptTokens,
    completionTokens,
    totalMs: performance.now() - record.startedAt,
    firstTextMs: record.firstTextMs,
    lines: record.lines,
    at: new Date(),
  });
  const { kept, repositoryId } = record;
  if (kept !== null && outcome === "answered") {
    const content = { kind: "answer" as const, feature, ...kept };
    usage.content({ id, personId: caller.personId, repositoryId, content, at: new Date() });
  }
  identity.spend(caller, record.spentTokens);
  const retrieved = record.retrieved.filter(({ pieces }) => pieces > 0);
  const untold = record.isTold === true ? null : asked;
  if (retrieved.length === 0 && untold === null) return;
  const entries: AuditEntry[] = retrieved.map(({ repository, commit, pieces }) => ({
    actor: caller.name,
    action: "code.retrieved",
    subject: repository,
    details: { id, feature, commit, pieces },
  }));
  if (untold !== null) {
    entries.push({
      actor: caller.name,
      action: "model.called",
      subject: untold.model,
      details: { id, feature, expert: untold.expert, outcome, promptTokens, completionTokens },
    });
  }
  try {
    await parts.database.transaction((transaction) => appendAudits(transaction, entries));
  } catch (thrown) {
    // The model has been asked: that is told as soon as the log can be written.
    for (const entry of entries) audit.count(entry, { told_late: 1 });
    throw thrown;
  }
}
