import { launchGit } from "../git/git-launcher.ts";

/** A commit of a main line with what it changed. */
export interface PastChange {
  sha: string;
  parentSha: string;
  /** Seconds since the epoch. */
  time: number;
  author: string;
  subject: string;
  files: { path: string; patch: string }[];
}

/** Commits whose patches are held in memory at once. */
const commitsPerRead = 200;
/** A vendored file or a lock file is nothing that people comment on. */
const longestPatch = 60_000;

/**
 * The newest commits of a branch's main line, oldest first, with their patches against the first
 * parent. The root commit is left out: it has no parent to be a change of.
 */
export async function* readPastChanges(
  gitDirectory: string,
  branch: string,
  most: number,
): AsyncGenerator<PastChange> {
  const listed = await git(gitDirectory, [
    "rev-list",
    "--first-parent",
    "--min-parents=1",
    `--max-count=${most}`,
    branch,
  ]);
  const shas = listed.split("\n").filter(Boolean).reverse();
  for (let at = 0; at < shas.length; at += commitsPerRead) {
    const page = shas.slice(at, at + commitsPerRead);
    const text = await git(
      gitDirectory,
      [
        ...["log", "--no-walk=unsorted", "--stdin", "-p", "--diff-merges=first-parent"],
        ...["--no-renames", "--no-color", "--format=%x01%H%x02%P%x02%ct%x02%an%x02%s"],
      ],
      `${page.join("\n")}\n`,
    );
    for (const entry of text.split("\x01").slice(1)) yield parse(entry);
  }
}

function parse(entry: string): PastChange {
  const end = entry.indexOf("\n");
  const head = end === -1 ? entry : entry.slice(0, end);
  const [sha = "", parents = "", time = "0", author = "", subject = ""] = head.split("\x02");
  const sections = end === -1 ? [] : entry.slice(end).split(/^(?=diff --git )/m);
  const files = sections.flatMap((section) => {
    const path = /^\+\+\+ b\/(.+)$/m.exec(section)?.[1];
    const start = /^@@ /m.exec(section);
    if (path === undefined || start === null || section.length > longestPatch) return [];
    return [{ path: path.replace(/\t$/, ""), patch: section.slice(start.index).trimEnd() }];
  });
  const [parentSha = ""] = parents.split(" ");
  return { sha, parentSha, time: Number(time), author, subject, files };
}

async function git(gitDirectory: string, args: string[], input?: string): Promise<string> {
  const bytes = input === undefined ? undefined : Buffer.from(input);
  const { exitCode, stdout, stderr } = await launchGit(gitDirectory, args, bytes);
  if (exitCode !== 0) throw new Error(`git ${args[0]} ended with ${exitCode}: ${stderr.trim()}`);
  return stdout.toString("utf8");
}
