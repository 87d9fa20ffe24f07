import type { Settings } from "@devflow/config";
import { isFolderInUse } from "@devflow/database";
import { readOwnerFile } from "@devflow/identity";
import type { Finding } from "./check-everything.ts";

/** Of this machine: an answer that takes longer does not come. */
const timeoutMs = 5_000;

/**
 * What a running `devflow start` says of itself that has the embedded database open, which only one
 * process can; null where none has, or the one that has it does not answer.
 */
export async function checkRunning(settings: Settings): Promise<Finding | null> {
  if (settings.databaseUrl !== null || !isFolderInUse(settings.dataFolder)) return null;
  const owner = await readOwnerFile(settings.dataFolder);
  if (owner === null) return null;
  const { url } = owner;
  const signal = AbortSignal.timeout(timeoutMs);
  const response = await fetch(`${url}/readyz`, { signal, redirect: "error" }).catch(() => null);
  if (response === null) return null;
  const where = `DevFlow runs on ${settings.dataFolder}; its gateway for editors is at ${url}`;
  if (response.ok) return { state: "ok", message: where, nextStep: null };
  const nextStep = "Look at what it logs.";
  return { state: "problem", message: `${where} and says it is not ready`, nextStep };
}
