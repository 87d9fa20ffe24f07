import type { Queryable } from "@devflow/database";
import { liveAdapter } from "../registry/adapter-row.ts";
import { chooseModel, type ModelChoice } from "./choose-model.ts";

/** The adapters to ask of an expert; null: none. */
export type AdapterChoice = Pick<ModelChoice, "posting" | "fallback">;

/** A step back holds for keystrokes after so long at the latest. */
const keptMs = 5_000;
/** Experts are a handful; repositories may be thousands. */
const maxEntries = 5_000;

/**
 * Which adapters answer editors, from memory for five seconds: a keystroke asks for it, and the rows
 * change a few times a month. Of a place in no repository, and of one that is not in the canary, it is the
 * live one.
 *
 * Race accepted: within those seconds an adapter that was taken back still answers.
 */
export function createLiveAdapters(
  database: Queryable,
  now: () => number = () => performance.now(),
): (expert: string, repositoryId: number | null) => Promise<AdapterChoice> {
  const kept = new Map<string, { until: number; choice: Promise<AdapterChoice> }>();
  return (expert, repositoryId) => {
    const key = `${expert} ${repositoryId ?? ""}`;
    const known = kept.get(key);
    if (known !== undefined && now() < known.until) return known.choice;
    if (kept.size >= maxEntries) kept.clear();
    const choice = look(database, expert, repositoryId);
    kept.set(key, { until: now() + keptMs, choice });
    choice.catch(() => kept.delete(key));
    return choice;
  };
}

async function look(
  database: Queryable,
  expert: string,
  repositoryId: number | null,
): Promise<AdapterChoice> {
  if (repositoryId !== null) return chooseModel(database, expert, repositoryId);
  const live = await liveAdapter(database, expert);
  return { posting: live && { name: live.name, path: live.path }, fallback: null };
}
