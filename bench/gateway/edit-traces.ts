import { execFileSync } from "node:child_process";
import { isTestPath } from "@devflow/retrieval";
import { languageOf } from "@devflow/syntax";

/** Lines that somebody added to a file in one place, with the file around them. */
export interface EditTrace {
  path: string;
  language: string;
  prefix: string;
  /** What is typed, key by key. */
  typed: string;
  suffix: string;
}

const MOST_LINES = 8;
const LONGEST_LINE = 160;
const LARGEST_FILE = 100_000;
const HUNK = /^@@ -\d+(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/;

/** Places where the newest commits only added lines, newest first. */
export function readEditTraces(folder: string, most: number): EditTrace[] {
  const commits = git(folder, "log", "--no-merges", "--format=%H", "-n", "600", "HEAD").split("\n");
  const traces: EditTrace[] = [];
  for (const commit of commits.filter((each) => each !== "")) {
    if (traces.length >= most) break;
    const diff = git(folder, "show", "--format=", "--no-renames", "-U0", "--diff-filter=M", commit);
    for (const file of diff.split(/^diff --git /m).slice(1)) {
      const path = /^\+\+\+ b\/(.+)$/m.exec(file)?.[1];
      const language = path === undefined ? null : languageOf(path);
      if (path === undefined || language === null || isTestPath(path)) continue;
      const text = git(folder, "show", `${commit}:${path}`);
      if (text.length <= LARGEST_FILE) traces.push(...tracesOf(file, path, language, text));
    }
  }
  return traces.slice(0, most);
}

function tracesOf(diff: string, path: string, language: string, text: string): EditTrace[] {
  const lines = text.split("\n");
  return diff.split("\n").flatMap((line): EditTrace[] => {
    const [, removed = "1", start = "0", added = "1"] = HUNK.exec(line) ?? [];
    const [first, count] = [Number(start), Number(added)];
    if (first === 0 || removed !== "0" || count === 0 || count > MOST_LINES) return [];
    const own = lines.slice(first - 1, first - 1 + count);
    if (own.some((each) => each.length > LONGEST_LINE) || own.join("").trim().length < 10)
      return [];
    return [
      {
        ...{ path, language, typed: own.join("\n") },
        prefix: lines
          .slice(0, first - 1)
          .map((each) => `${each}\n`)
          .join(""),
        suffix: `\n${lines.slice(first - 1 + count).join("\n")}`,
      },
    ];
  });
}

function git(folder: string, ...args: string[]): string {
  return execFileSync("git", args, { cwd: folder, encoding: "utf8", maxBuffer: 200_000_000 });
}
