import { runGit } from "./run-git.ts";

export interface ChangedFile {
  path: string;
  previousPath: string | null;
  status: "added" | "removed" | "modified" | "renamed" | "changed";
  /** Blob after the change; before it for a removed file. */
  sha: string;
  isBinary: boolean;
  additions: number;
  deletions: number;
  /** From the first `@@` on, as GitHub cuts it; null when there is no text to show. */
  patch: string | null;
}

const statuses: Record<string, ChangedFile["status"]> = {
  A: "added",
  D: "removed",
  M: "modified",
  R: "renamed",
  T: "changed",
};

interface RawEntry {
  letter: string;
  oldSha: string;
  newSha: string;
  paths: string[];
}

/** `:mode mode sha sha X[score]` NUL path NUL [path NUL], until the first record of numstat. */
function takeRaw(fields: string[]): RawEntry[] {
  const entries: RawEntry[] = [];
  while (fields[0]?.startsWith(":")) {
    const [, , oldSha = "", newSha = "", kind = ""] = (fields.shift() ?? "").split(" ");
    const letter = kind.slice(0, 1);
    const paths = fields.splice(0, letter === "R" ? 2 : 1);
    entries.push({ letter, oldSha, newSha, paths });
  }
  return entries;
}

/** `added TAB removed TAB path`, or an empty path and two more fields for a rename. */
function takeCounts(fields: string[]): { additions: string; deletions: string }[] {
  const counts: { additions: string; deletions: string }[] = [];
  while (fields.length > 0 && fields[0] !== "") {
    const [additions = "", deletions = "", path = ""] = (fields.shift() ?? "").split("\t");
    if (path === "") fields.splice(0, 2);
    counts.push({ additions, deletions });
  }
  return counts;
}

/** Inside hunks every line starts with a space, +, - or \, so `diff --git ` starts a file. */
function splitPatches(text: string): string[] {
  return text.split(/^(?=diff --git )/m).filter((part) => part.startsWith("diff --git "));
}

function hunksOf(section: string): string | null {
  const start = /^@@ /m.exec(section);
  return start === null ? null : section.slice(start.index).replace(/\n$/, "");
}

/** The change between two trees with git's own rename detection (50 %), in path order. */
export async function readDiff(
  gitDirectory: string,
  from: string,
  to: string,
): Promise<ChangedFile[]> {
  const range = ["-r", "-M", "--full-index", from, to];
  const [listing, patches] = await Promise.all([
    runGit(gitDirectory, ["diff-tree", "--raw", "--numstat", "-z", ...range]),
    readDiffText(gitDirectory, from, to),
  ]);
  const fields = listing.toString("utf8").split("\0");
  const entries = takeRaw(fields);
  const counts = takeCounts(fields);
  const sections = splitPatches(patches);
  return entries.map((entry, index) => {
    const parts = sections.splice(0, entry.letter === "T" ? 2 : 1);
    const { additions = "0", deletions = "0" } = counts[index] ?? {};
    const [first = "", second] = entry.paths;
    return {
      path: second ?? first,
      previousPath: second === undefined ? null : first,
      status: statuses[entry.letter] ?? "modified",
      sha: entry.letter === "D" ? entry.oldSha : entry.newSha,
      isBinary: additions === "-",
      additions: additions === "-" ? 0 : Number(additions),
      deletions: deletions === "-" ? 0 : Number(deletions),
      patch: parts.length === 1 ? hunksOf(parts[0] ?? "") : null,
    };
  });
}

/** The whole change as `git diff` prints it. */
export async function readDiffText(
  gitDirectory: string,
  from: string,
  to: string,
): Promise<string> {
  const args = ["diff-tree", "-p", "-r", "-M", "--full-index", from, to];
  return (await runGit(gitDirectory, args)).toString("utf8");
}
