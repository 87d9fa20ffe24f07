import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A copy of a repository whose worktree can be moved from commit to commit. */
export class MovingCheckout implements Disposable {
  readonly folder: string;

  /** Shares the objects of `source`, which is not written to. */
  constructor(source: string) {
    this.folder = mkdtempSync(join(tmpdir(), "devflow-bench-context-"));
    execFileSync("git", ["clone", "-q", "--shared", "--no-checkout", source, this.folder]);
  }

  git(...args: string[]): string {
    return execFileSync("git", args, {
      cwd: this.folder,
      encoding: "utf8",
      maxBuffer: 500_000_000,
      stdio: ["ignore", "pipe", "ignore"],
    });
  }

  moveTo(commit: string): void {
    this.git("checkout", "-q", "--force", "--detach", commit);
    this.git("clean", "-qfdx");
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
