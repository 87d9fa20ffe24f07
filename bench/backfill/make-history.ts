import { execFileSync } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const filesInAll = 300;
const linesOfFile = 200;

const path = (file: number) => `src/part-${file % 20}/file-${file}.ts`;
const line = (file: number, number: number, version: number) =>
  `export const value_${file}_${number} = compute(${number}, ${version}); // line ${number}\n`;

/**
 * A repository of 300 files of 200 lines, in which every pair of commits is a pull request: the
 * first writes six lines of one file anew, the second some of them again. One process of git.
 */
export function makeHistory(pulls: number): string {
  const folder = mkdtempSync(join(tmpdir(), "devflow-history-"));
  const git = (args: string[], input = "") =>
    execFileSync("git", ["-C", folder, ...args], { input, maxBuffer: 1 << 30 });
  git(["init", "-q", "--bare"]);
  const versions = Array.from({ length: filesInAll }, () => new Array<number>(linesOfFile).fill(0));
  const textOf = (file: number) =>
    (versions[file] ?? []).map((version, number) => line(file, number, version)).join("");
  const parts: string[] = [];
  const commit = (mark: number, files: readonly number[]) => {
    const stamp = `Ada <ada@example.com> ${1_600_000_000 + mark * 3_600} +0000`;
    const from = mark === 1 ? "" : `from :${mark - 1}\n`;
    const head = `commit refs/heads/main\nmark :${mark}\nauthor ${stamp}\ncommitter ${stamp}\n`;
    const message = `Change ${mark}`;
    const changed = files.map((file) => {
      const text = textOf(file);
      return `M 100644 inline ${path(file)}\ndata ${Buffer.byteLength(text)}\n${text}\n`;
    });
    parts.push(`${head}data ${message.length}\n${message}\n${from}${changed.join("")}`);
  };
  commit(
    1,
    versions.map((_, file) => file),
  );
  for (let pull = 0; pull < pulls; pull++) {
    const file = (pull * 7) % filesInAll;
    const own = versions[file] ?? [];
    const start = (pull * 13) % (linesOfFile - 60);
    for (const round of [0, 1]) {
      // The second round writes every other of the six lines again.
      for (let at = 0; at < 6; at += round + 1) own[start + at * 10] = pull * 2 + round + 1;
      commit(2 + pull * 2 + round, [file]);
    }
  }
  git(["fast-import", "--quiet"], parts.join(""));
  return folder;
}
