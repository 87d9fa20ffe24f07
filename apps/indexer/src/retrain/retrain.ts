/**
 * The monthly retraining: export, train, evaluate, propose.
 *
 * Properties wanted: nothing is relied on that was not measured on held-out examples; whatever
 * happens, the log says how far it came and why it ended; it never starts a rollout, that is a
 * person's, or ROLLOUT_AUTO's after a person began.
 * Design: four ports in a row. Each trained adapter is registered, with its files' digest and its
 * run.json, and is proposed or refused by the promotion test. An expert that fails does not keep
 * the next one from its training.
 * Race accepted: two retrainings at once train twice; the second finds the name taken.
 */

import { type AuditAction, recordAudit } from "@devflow/audit";
import type { Database } from "@devflow/database";
import { coerceError } from "@devflow/errors";
import { judgeAdapter, registerAdapter } from "@devflow/rollout";

/** A data set that was written. */
export interface RetrainExport {
  id: string;
  folder: string;
  rows: number;
}

/** What came of training one expert. */
export interface RetrainedAdapter {
  name: string;
  folder: string;
  /** Of the promotion test on held-out examples. */
  isBetter: boolean;
  reason: string;
}

export interface RetrainPorts {
  export(): Promise<RetrainExport>;
  /** Experts that the data set has examples for. */
  experts(exported: RetrainExport): Promise<readonly string[]>;
  train(expert: string, exported: RetrainExport): Promise<RetrainedAdapter>;
}

export interface RetrainReport {
  exported: RetrainExport;
  adapters: {
    expert: string;
    name: string | null;
    state: "proposed" | "refused" | "failed";
    reason: string;
  }[];
}

export interface RetrainOptions {
  actor: string;
  /** What the model servers take (`--max-lora-rank`). */
  maxRank?: number;
  now?: () => Date;
}

/** Raises what the export raises; what training raises is part of the report. */
export async function retrain(
  database: Database,
  ports: RetrainPorts,
  options: RetrainOptions,
): Promise<RetrainReport> {
  const { actor, now = () => new Date() } = options;
  const log = (action: AuditAction, subject: string, details: Record<string, unknown>) =>
    recordAudit(database, { actor, action, subject, details }, now());
  const exported = await exportOrLog(ports, log);
  const experts = await ports.experts(exported);
  await log("retrain.started", exported.id, { rows: exported.rows, experts });
  const report: RetrainReport = { exported, adapters: [] };
  for (const expert of experts) {
    try {
      const trained = await ports.train(expert, exported);
      const { name, state, reason } = await judge(database, trained, options);
      report.adapters.push({ expert, name, state, reason });
    } catch (thrown) {
      const reason = coerceError(thrown).message;
      await log("retrain.failed", expert, { export_id: exported.id, reason });
      report.adapters.push({ expert, name: null, state: "failed", reason });
    }
  }
  await log("retrain.ended", exported.id, { adapters: report.adapters });
  return report;
}

async function exportOrLog(
  ports: RetrainPorts,
  log: (action: AuditAction, subject: string, details: Record<string, unknown>) => Promise<void>,
): Promise<RetrainExport> {
  try {
    return await ports.export();
  } catch (thrown) {
    await log("retrain.failed", "export", { reason: coerceError(thrown).message });
    throw thrown;
  }
}

async function judge(database: Database, trained: RetrainedAdapter, options: RetrainOptions) {
  const { name, folder, isBetter, reason } = trained;
  const { actor, maxRank, now = () => new Date() } = options;
  await registerAdapter(database, {
    name,
    folder,
    actor,
    now: now(),
    ...(maxRank === undefined ? {} : { maxRank }),
  });
  const verdict = { isProposed: isBetter, reason, actor, now: now() };
  const adapter = await judgeAdapter(database, name, verdict);
  return { name, reason, state: adapter.state === "proposed" ? "proposed" : "refused" } as const;
}
