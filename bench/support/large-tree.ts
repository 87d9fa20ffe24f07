import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { parseRelease } from "./published-archive.ts";
import { fetchSource } from "./published-source.ts";

/** 1.16 million lines of TypeScript, Python, Go and Java as people wrote them, in this order. */
const releases = [
  "npm:rxjs@7.8.2",
  "pypi:Django@5.2.8",
  "npm:effect@3.19.0",
  "maven:com.google.guava:guava@33.4.0-jre",
  "go:gonum.org/v1/gonum@v0.15.1",
  "pypi:SQLAlchemy@2.0.40",
];
const sources = "**/*.{ts,tsx,js,py,go,java,md}";
const built = /(^|\/)(dist|build|node_modules|vendor)\/|\.d\.ts$|\.min\.js$/;

export interface LargeTree {
  /** A git repository with one commit. */
  folder: string;
  files: number;
  lines: number;
  bytes: number;
}

/**
 * A repository of about so many lines of published source, made once and kept in the temporary
 * folder. Beyond 1.16 million lines the packages come again, with another last line in each file.
 */
export async function largeTree(lines: number): Promise<LargeTree> {
  const key = createHash("sha256")
    .update(JSON.stringify([releases, lines]))
    .digest("hex");
  const folder = join(tmpdir(), `devflow-bench-tree-${lines}-${key.slice(0, 12)}`);
  const summary = join(folder, ".git", "devflow-bench.json");
  if (!existsSync(summary)) {
    const unfinished = mkdtempSync(`${folder}-`);
    const tree = await fill(unfinished, lines);
    commitAll(unfinished);
    writeFileSync(join(unfinished, ".git", "devflow-bench.json"), JSON.stringify(tree));
    rmSync(folder, { recursive: true, force: true });
    renameSync(unfinished, folder);
  }
  return { ...JSON.parse(readFileSync(summary, "utf8")), folder };
}

async function fill(folder: string, wantedLines: number): Promise<Omit<LargeTree, "folder">> {
  const tree = { files: 0, lines: 0, bytes: 0 };
  for (let round = 0; tree.lines < wantedLines; round++) {
    for (const release of releases) {
      const source = await fetched(release);
      for (const path of globSync(sources, { cwd: source }).sort()) {
        if (tree.lines >= wantedLines) return tree;
        if (built.test(path)) continue;
        const text = readFileSync(join(source, path), "utf8") + (round > 0 ? `\n// ${round}` : "");
        const target = join(folder, `round-${round}`, release.replaceAll(/\W+/g, "-"), path);
        mkdirSync(dirname(target), { recursive: true });
        writeFileSync(target, text);
        tree.files += 1;
        tree.lines += text.split("\n").length;
        tree.bytes += Buffer.byteLength(text);
      }
    }
  }
  return tree;
}

/** A release's source, kept in the temporary folder. */
async function fetched(text: string): Promise<string> {
  const folder = join(tmpdir(), `devflow-bench-source-${text.replaceAll(/\W+/g, "-")}`);
  if (existsSync(folder)) return folder;
  const { version, ...release } = parseRelease(text);
  const unfinished = mkdtempSync(`${folder}-`);
  await fetchSource(release, version, unfinished);
  renameSync(unfinished, folder);
  return folder;
}

/** Commits everything in a repository's folder, which becomes one when it is none. */
export function commitAll(folder: string): void {
  const git = (...args: string[]) => execFileSync("git", ["-C", folder, ...args]);
  if (!existsSync(join(folder, ".git"))) git("init", "-q", "-b", "main");
  git("add", "-A");
  const author = ["-c", "user.name=B", "-c", "user.email=b@example.com"];
  git(...author, "-c", "maintenance.auto=false", "commit", "-qm", "change");
}
