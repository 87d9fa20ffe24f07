import { existsSync } from "node:fs";
import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { hasCheckpoint, readState } from "./training-state.ts";
import { workFolder } from "./version-name.ts";

/*
 * Properties wanted: trainings that failed or were given up do not fill the disk; nothing is removed that
 * somebody may still go on with, nor what another training is writing.
 *
 * Design: each training begins with this. By the time of the last write: a training with a finished
 * step or a checkpoint stays for a week, one that has neither stays a day, for its log. Time alone decides, as
 * the one that writes may be on another machine of a shared disk.
 *
 * Race accepted: a training that writes nothing for a day, for example while it downloads its base, is taken for
 * given up and fails.
 */

const dayMs = 24 * 60 * 60 * 1_000;
const KEPT_WITH_PROGRESS_MS = 7 * dayMs;
const KEPT_WITHOUT_MS = dayMs;

/** A training that is not finished, and what became of its folder. */
export interface Unfinished {
  name: string;
  folder: string;
  bytes: number;
  /** Null: it was removed. */
  keptUntil: Date | null;
}

/** Removes what was given up of an expert's trainings, but for the one that is `own`; gives all of them, by name. */
export async function clearWork(
  out: string,
  expert: string,
  own: string,
  now: Date,
): Promise<Unfinished[]> {
  const work = join(out, workFolder);
  if (!existsSync(work)) return [];
  const names = (await readdir(work)).filter(
    (name) => name.startsWith(`${expert}@`) && name !== own,
  );
  const all: Unfinished[] = [];
  for (const name of names.toSorted()) {
    const folder = join(work, name);
    const { bytes, writtenMs } = await facts(folder);
    const keptMs = hasProgress(folder) ? KEPT_WITH_PROGRESS_MS : KEPT_WITHOUT_MS;
    const isOver = writtenMs + keptMs < now.getTime();
    if (isOver) await rm(folder, { recursive: true, force: true });
    all.push({ name, folder, bytes, keptUntil: isOver ? null : new Date(writtenMs + keptMs) });
  }
  return all;
}

/** For people, one line for each. */
export function unfinishedText({ name, folder, bytes, keptUntil }: Unfinished): string {
  const size = `${Math.max(1, Math.round(bytes / 1_000_000))} MB`;
  if (keptUntil === null) return `Removed ${name}, which was not finished (${size})`;
  const until = keptUntil.toISOString().slice(0, 10);
  return `${name} is not finished and is kept until ${until} (${folder}, ${size}): --resume goes on with it where settings and data are the same`;
}

function hasProgress(folder: string): boolean {
  return (readState(folder)?.finished.length ?? 0) > 0 || hasCheckpoint(folder);
}

async function facts(folder: string): Promise<{ bytes: number; writtenMs: number }> {
  let bytes = 0;
  let { mtimeMs: writtenMs } = await stat(folder);
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    // A training that goes on may remove a file meanwhile.
    const found = await stat(join(entry.parentPath, entry.name)).catch(() => null);
    bytes += found?.size ?? 0;
    writtenMs = Math.max(writtenMs, found?.mtimeMs ?? 0);
  }
  return { bytes, writtenMs };
}
