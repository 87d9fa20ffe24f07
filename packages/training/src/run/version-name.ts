import { existsSync } from "node:fs";
import { join } from "node:path";

/**
 * The version of an adapter that is trained now: `review@2026-11-22`, or `review@2026-11-22-2` when there is
 * one of that day in the folder already. Days are UTC's, so that two machines agree.
 */
export function versionName(expert: string, folder: string, now: Date): string {
  const day = `${expert}@${now.toISOString().slice(0, 10)}`;
  for (let number = 1; ; number++) {
    const name = number === 1 ? day : `${day}-${number}`;
    if (!existsSync(join(folder, name)) && !existsSync(join(folder, workFolder, name))) return name;
  }
}

/** Where trainings write before they are done. */
export const workFolder = ".work";
