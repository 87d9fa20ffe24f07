import { type AuditEntry, appendAudit } from "@devflow/audit";
import type { Database, Queryable } from "@devflow/database";
import { UsageError } from "@devflow/errors";
import type { Adapter, AdapterState } from "../model.ts";
import { findAdapter, requireAdapter } from "./adapter-row.ts";
import { checkAdapterFolder } from "./check-adapter-folder.ts";

export interface RegisterOptions {
  /** `EXPERT@VERSION`, for example `review@2026-11-22`. */
  name: string;
  folder: string;
  /** The folder as the model server sees it. Default: the same. */
  serverPath?: string;
  /** Default: as vLLM starts without `--max-lora-rank`. */
  maxRank?: number;
  actor: string;
  now?: Date;
}

/** What model servers and folders take everywhere; vLLM lists it as it is. */
const namePattern = /^([a-z][a-z0-9_-]{0,40})@([A-Za-z0-9][A-Za-z0-9._-]{0,60})$/;

/**
 * Adds a trained adapter, with the digest of its files and what its training says of itself. The
 * same folder again is no change; other files under a name that is taken are refused, since a
 * name is a version. Raises UsageError with what is wrong with the name or the folder.
 */
export async function registerAdapter(
  database: Database,
  options: RegisterOptions,
): Promise<Adapter> {
  const { name, folder, actor, now } = options;
  const expert = namePattern.exec(name)?.[1];
  if (expert === undefined) {
    throw new UsageError(
      `${name} is no name of an adapter`,
      "Name it EXPERT@VERSION, for example review@2026-11-22.",
    );
  }
  const checked = await checkAdapterFolder(folder, options.maxRank);
  const { run, sha256, baseModel, rank } = checked;
  return database.transaction(async (transaction) => {
    const known = await findAdapter(transaction, name);
    if (known !== null && known.sha256 === sha256) return known;
    if (known !== null) {
      throw new UsageError(
        `${name} is registered with other files`,
        "A name is a version and its files never change: register the new ones under another.",
      );
    }
    await transaction.query(
      `INSERT INTO adapters (name, expert, base_model, path, sha256, export_id, data_manifest,
                             metrics, state, reason)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'registered', 'not looked at yet')`,
      [
        name,
        expert,
        baseModel,
        options.serverPath ?? folder,
        sha256,
        textIn(run, "export_id"),
        JSON.stringify(recordIn(run, "data")),
        JSON.stringify(run),
      ],
    );
    const details = { sha256, baseModel, rank, path: options.serverPath ?? folder };
    const entry: AuditEntry = { actor, action: "adapter.registered", subject: name, details };
    await appendAudit(transaction, entry, now);
    return requireAdapter(transaction, name);
  });
}

/** Says of a registered adapter whether it is proposed for a rollout or refused, and why. */
export async function judgeAdapter(
  database: Database,
  name: string,
  verdict: { isProposed: boolean; reason: string; actor: string; now?: Date },
): Promise<Adapter> {
  return database.transaction(async (transaction) => {
    const { state } = await requireAdapter(transaction, name);
    if (!["registered", "refused", "proposed"].includes(state)) {
      throw new UsageError(
        `${name} is ${state.replace("_", " ")}: there is nothing to propose`,
        "Register the newly trained adapter under a name of its own.",
      );
    }
    const next = verdict.isProposed ? "proposed" : "refused";
    await setAdapterState(transaction, name, next, verdict.reason);
    const { reason, actor, now } = verdict;
    const entry: AuditEntry = {
      actor,
      action: `adapter.${next}`,
      subject: name,
      details: { reason },
    };
    await appendAudit(transaction, entry, now);
    return requireAdapter(transaction, name);
  });
}

export async function setAdapterState(
  transaction: Queryable,
  name: string,
  state: AdapterState,
  reason: string,
): Promise<void> {
  await transaction.query("UPDATE adapters SET state = $2, reason = $3 WHERE name = $1", [
    name,
    state,
    reason,
  ]);
}

function textIn(run: Record<string, unknown>, key: string): string | null {
  const value = run[key];
  return typeof value === "string" ? value : null;
}

function recordIn(run: Record<string, unknown>, key: string): object {
  const value = run[key];
  return typeof value === "object" && value !== null ? value : {};
}
