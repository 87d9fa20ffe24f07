import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** A git checkout for one test file, independent of this machine's configuration. */
export class Checkout implements Disposable {
  readonly folder = realpathSync(mkdtempSync(join(tmpdir(), "devflow-checkout-")));
  /** When what is committed next is committed; null: now. */
  committedAt: Date | null = null;

  constructor() {
    this.git("init", "-q", "-b", "main");
  }

  git(...args: string[]): string {
    const person = ["-c", "user.name=Ada", "-c", "user.email=ada@example.com"];
    return execFileSync("git", [...person, ...args], {
      cwd: this.folder,
      env: {
        PATH: process.env.PATH,
        GIT_CONFIG_NOSYSTEM: "1",
        GIT_CONFIG_GLOBAL: "/dev/null",
        ...(this.committedAt && { GIT_COMMITTER_DATE: this.committedAt.toISOString() }),
      },
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
      maxBuffer: 200_000_000,
    }).trim();
  }

  write(path: string, content: string | Buffer): void {
    const absolute = join(this.folder, path);
    mkdirSync(dirname(absolute), { recursive: true });
    writeFileSync(absolute, content);
  }

  /** Commits everything and gives the commit's id. */
  commit(message: string): string {
    this.git("add", "--all");
    this.git("commit", "-q", "--allow-empty", "-m", message);
    return this.git("rev-parse", "HEAD");
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
