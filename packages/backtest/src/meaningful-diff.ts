import type { DiffLine, FileDiff } from "@devflow/diff";

/** Blank, brackets, comments and imports: nobody's mistake is in such a line alone. */
const saysNothing =
  /^(?:[\s(){}[\];,]*|(?:\/\/|#(?!include|define|if)|\/?\*|--|<!--|"""|''').*|(?:import|from|use|using|require|include|package)\b.*|(?:else|try|end|begin|do|finally|pass)\b[\s{:]*)$/;

/** A key that is the same for lines that differ in white space and ending punctuation only. */
function keyOf(text: string): string {
  return text.replace(/\s+/g, "").replace(/[,;]+$/, "");
}

/**
 * The same diff, in which what a fix only reformatted or moved counts as unchanged: removed lines that
 * the commit also adds somewhere, up to white space, and lines that say nothing. Such lines stay in
 * their places, so that line numbers hold; `isTouch` says which removed lines count.
 */
export function meaningfulRemovals(diff: readonly FileDiff[]): {
  isRemoval(path: string, oldLine: number): boolean;
  /** Whether the lines that follow the old line, put there without removing any, hold code. */
  isInsertion(path: string, oldLine: number): boolean;
} {
  const lines = diff.flatMap(({ hunks }) => hunks.flatMap((hunk) => hunk.lines));
  const added = countKeys(lines.filter(({ kind }) => kind === "added"));
  const removed = countKeys(lines.filter(({ kind }) => kind === "removed"));
  const removals = new Set<string>();
  const insertions = new Set<string>();
  for (const file of diff) {
    const path = file.previousPath ?? file.path;
    for (const hunk of file.hunks) {
      let before = hunk.oldLines === 0 ? hunk.oldStart : hunk.oldStart - 1;
      for (const line of hunk.lines) {
        if (line.kind !== "added") before = line.oldLine ?? before;
        if (saysNothing.test(line.text.trim())) continue;
        const key = keyOf(line.text);
        if (line.kind === "removed" && !added.has(key)) removals.add(`${before}:${path}`);
        if (line.kind === "added" && !removed.has(key)) insertions.add(`${before}:${path}`);
      }
    }
  }
  return {
    isRemoval: (path, oldLine) => removals.has(`${oldLine}:${path}`),
    isInsertion: (path, oldLine) => insertions.has(`${oldLine}:${path}`),
  };
}

function countKeys(lines: readonly DiffLine[]): ReadonlySet<string> {
  return new Set(lines.map(({ text }) => keyOf(text)));
}
