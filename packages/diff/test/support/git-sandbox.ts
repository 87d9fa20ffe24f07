import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

export interface StoredFile {
  mode: "100644" | "100755" | "120000";
  content: string;
}

export type Snapshot = ReadonlyMap<string, StoredFile>;

/** A throw-away repository that takes snapshots through `git fast-import`: any path, no checkout. */
export class GitSandbox {
  readonly folder = mkdtempSync(path.join(tmpdir(), "devflow-diff-"));

  constructor() {
    this.run(["init", "--quiet", "--bare", "."]);
  }

  run(args: readonly string[], input: string | Buffer = ""): string {
    const result = spawnSync("git", args, {
      cwd: this.folder,
      input,
      env: {
        PATH: process.env.PATH,
        LC_ALL: "C",
        GIT_CONFIG_NOSYSTEM: "1",
        GIT_CONFIG_GLOBAL: "/dev/null",
      },
      maxBuffer: 100_000_000,
    });
    if (result.status !== 0) throw new Error(`git ${args.join(" ")}: ${result.stderr}`);
    return result.stdout.toString("utf8");
  }

  /** Stores both snapshots as the branches `old` and `new`. */
  store(before: Snapshot, after: Snapshot): void {
    const stream = [...commit("old", before), ...commit("new", after), Buffer.from("done\n")];
    this.run(["fast-import", "--quiet", "--done", "--force"], Buffer.concat(stream));
  }

  diff(...options: string[]): string {
    return this.run(["diff", "--find-renames", ...options, "old", "new"]);
  }

  /** Applies a patch to `before`, strictly, and compares with `after`; nothing is checked out. */
  expectApplies(before: Snapshot, patch: string, after: Snapshot): void {
    this.store(before, after);
    this.run(["read-tree", "old"]);
    this.run(["apply", "--cached", "--whitespace=nowarn", "-"], patch);
    this.run(["diff", "--cached", "--exit-code", "new"]);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function commit(branch: string, snapshot: Snapshot): Buffer[] {
  const parts = [
    Buffer.from(`reset refs/heads/${branch}\ncommit refs/heads/${branch}\n`),
    Buffer.from("committer A <a@example.com> 1700000000 +0000\ndata 1\nx\ndeleteall\n"),
  ];
  for (const [name, { mode, content }] of snapshot) {
    const bytes = Buffer.from(content);
    parts.push(Buffer.from(`M ${mode} inline ${quote(name)}\ndata ${bytes.length}\n`), bytes);
    parts.push(Buffer.from("\n"));
  }
  return parts;
}

function quote(name: string): string {
  const escaped = name.replace(/["\\]/g, "\\$&").replaceAll("\n", "\\n");
  return `"${escaped}"`;
}
