import type { Checkout } from "../../apps/cli/test/support/checkout.ts";

/** A file of a change. */
export interface ChangedPath {
  path: string;
  /** Before a rename. */
  previousPath: string | null;
}

/** Two commits, and whether git looks for renames between them. */
export interface Compared {
  base: string;
  head: string;
  renames: "--find-renames" | "--no-renames";
}

/** The files between two commits as git itself names them; no code of ours reads them. */
export function changedPaths(checkout: Checkout, { base, head, renames }: Compared): ChangedPath[] {
  const output = checkout.git("diff", "--name-status", "-z", renames, base, head, "--");
  const words = output.split("\0").filter((word) => word !== "");
  const changed: ChangedPath[] = [];
  while (words.length > 0) {
    const status = words.shift();
    const first = words.shift()!;
    const isMoved = status?.startsWith("R") ?? false;
    changed.push({ path: isMoved ? words.shift()! : first, previousPath: isMoved ? first : null });
  }
  return changed;
}

/** First and last line of what each hunk of a file shows of one side. */
export function shownLines(
  checkout: Checkout,
  { base, head, renames }: Compared,
  { path, previousPath }: ChangedPath,
  side: "LEFT" | "RIGHT",
): [first: number, last: number][] {
  const paths = [previousPath ?? path, path].map((each) => `:(top,literal)${each}`);
  const diff = checkout.git("diff", "--unified=3", renames, base, head, "--", ...paths);
  const header = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/gm;
  return [...diff.matchAll(header)].map(([, oldStart, oldCount, newStart, newCount]) => {
    const first = Number(side === "LEFT" ? oldStart : newStart);
    return [first, first + Number((side === "LEFT" ? oldCount : newCount) ?? 1) - 1];
  });
}
