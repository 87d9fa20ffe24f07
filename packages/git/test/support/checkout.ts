import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

/** A throw-away checkout, built with git itself and independent of this machine's configuration. */
export class Checkout {
  readonly folder: string;

  constructor(options: { cloneFrom?: Checkout; cloneOptions?: string[] } = {}) {
    this.folder = realpathSync(mkdtempSync(path.join(tmpdir(), "devflow-git-")));
    const { cloneFrom, cloneOptions = [] } = options;
    if (cloneFrom) this.git("clone", "-q", ...cloneOptions, `file://${cloneFrom.folder}`, ".");
    else this.git("init", "-q", "-b", "main", ".");
  }

  git(...args: string[]): string {
    const result = spawnSync("git", args, {
      cwd: this.folder,
      env: {
        PATH: process.env.PATH,
        LC_ALL: "C",
        GIT_CONFIG_NOSYSTEM: "1",
        GIT_CONFIG_GLOBAL: "/dev/null",
        GIT_AUTHOR_NAME: "A",
        GIT_AUTHOR_EMAIL: "a@example.com",
        GIT_COMMITTER_NAME: "A",
        GIT_COMMITTER_EMAIL: "a@example.com",
        GIT_ALLOW_PROTOCOL: "file",
      },
      maxBuffer: 100_000_000,
    });
    if (result.status !== 0) throw new Error(`git ${args.join(" ")}: ${result.stderr}`);
    return result.stdout.toString("utf8").trim();
  }

  write(file: string, content: string | Buffer): void {
    const absolute = path.join(this.folder, file);
    mkdirSync(path.dirname(absolute), { recursive: true });
    writeFileSync(absolute, content);
  }

  /** Commits everything and gives the commit's id. */
  commit(message: string): string {
    this.git("add", "--all");
    this.git("commit", "-q", "--allow-empty", "-m", message);
    return this.git("rev-parse", "HEAD");
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
