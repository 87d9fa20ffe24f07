import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const person = {
  GIT_AUTHOR_NAME: "Bench",
  GIT_AUTHOR_EMAIL: "bench@example.com",
  GIT_COMMITTER_NAME: "Bench",
  GIT_COMMITTER_EMAIL: "bench@example.com",
};

/** Makes commits without a worktree, so that thousands of variants of a change cost milliseconds. */
export class GitObjects implements Disposable {
  readonly folder: string;
  readonly #scratch = mkdtempSync(join(tmpdir(), "devflow-bench-index-"));

  /** @param folder a clone of the bench's own: objects are added to it */
  constructor(folder: string) {
    this.folder = folder;
  }

  git(args: readonly string[], input = ""): string {
    return execFileSync("git", args, {
      cwd: this.folder,
      env: { ...process.env, ...person, GIT_INDEX_FILE: join(this.#scratch, "index") },
      encoding: "utf8",
      input,
      maxBuffer: 500_000_000,
      stdio: ["pipe", "pipe", "ignore"],
    });
  }

  /** A commit on `parent` with the tree of `tree`, where the given files have other texts. */
  commitTexts(parent: string, tree: string, texts: ReadonlyMap<string, string>): string {
    this.git(["read-tree", tree]);
    for (const [path, text] of texts) {
      const blob = this.git(["hash-object", "-w", "--stdin"], text).trim();
      this.git(["update-index", "--add", "--cacheinfo", `100644,${blob},${path}`]);
    }
    return this.#commitIndex(parent, "Change the code");
  }

  /** A commit on `parent` that takes the given paths as `source` has them; missing ones go away. */
  commitPaths(parent: string, source: string, paths: readonly string[]): string {
    this.git(["read-tree", parent]);
    for (const path of paths) {
      const [entry = ""] = this.git(["ls-tree", source, "--", path]).split("\n");
      const match = /^(\d+) blob ([0-9a-f]+)\t/.exec(entry);
      if (match === null) this.git(["update-index", "--force-remove", "--", path]);
      else this.git(["update-index", "--add", "--cacheinfo", `${match[1]},${match[2]},${path}`]);
    }
    return this.#commitIndex(parent, "Change a part of the code");
  }

  #commitIndex(parent: string, message: string): string {
    const tree = this.git(["write-tree"]).trim();
    return this.git(["commit-tree", tree, "-p", parent, "-m", message]).trim();
  }

  [Symbol.dispose](): void {
    rmSync(this.#scratch, { recursive: true, force: true });
  }
}
