/** What `git diff --numstat -z` says about one file; `-` for binary ones. */
export interface Numstat {
  path: string;
  added: string;
  removed: string;
}

/** A rename has an empty path, and its two paths follow as entries of their own. */
export function parseNumstat(output: string): Numstat[] {
  const entries = output.split("\0");
  const stats: Numstat[] = [];
  for (let index = 0; index < entries.length - 1; index += 1) {
    const entry = entries[index]!;
    const first = entry.indexOf("\t");
    const second = entry.indexOf("\t", first + 1);
    const ownPath = entry.slice(second + 1);
    const path = ownPath === "" ? entries[index + 2]! : ownPath;
    if (ownPath === "") index += 2;
    stats.push({ path, added: entry.slice(0, first), removed: entry.slice(first + 1, second) });
  }
  return stats;
}
