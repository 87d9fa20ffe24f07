import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { openRepository } from "@devflow/git";
import type { SourceTree } from "../../src/index.ts";

export type Files = Record<string, string | Buffer>;

/** A real git repository in a temporary folder. */
export class GitFolder implements AsyncDisposable {
  readonly path = mkdtempSync(join(tmpdir(), "devflow-retrieval-"));

  constructor(files: Files) {
    this.git("init", "--quiet", "--initial-branch=main");
    this.commit(files);
  }

  commit(files: Files): void {
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(this.path, path)), { recursive: true });
      writeFileSync(join(this.path, path), content);
    }
    this.git("add", "--all");
    const author = ["-c", "user.name=T", "-c", "user.email=t@example.com"];
    this.git(...author, "-c", "maintenance.auto=false", "commit", "-qm", "change");
  }

  /** Takes the last commit back, files and all. */
  undo(): void {
    this.git("reset", "--quiet", "--hard", "HEAD~1");
  }

  move(from: string, to: string): void {
    mkdirSync(dirname(join(this.path, to)), { recursive: true });
    renameSync(join(this.path, from), join(this.path, to));
  }

  remove(path: string): void {
    rmSync(join(this.path, path));
  }

  /** The tree of a revision, read by packages/git. */
  async tree(revision = "HEAD"): Promise<SourceTree> {
    this.#repository ??= openRepository(this.path);
    return (await this.#repository).tree(revision);
  }

  /** The files' diffs and the text at head, as a review reads them. */
  async change(base: string, head: string) {
    this.#repository ??= openRepository(this.path);
    const repository = await this.#repository;
    const { files } = await repository.readChange(base, head);
    const headTexts = new Map<string, string | null>();
    for (const { path } of files) {
      const content = await repository.readFile(head, path, 1_000_000);
      headTexts.set(path, content?.toString("utf8") ?? null);
    }
    return { files, headTexts };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await (await this.#repository)?.close();
    rmSync(this.path, { recursive: true, force: true });
  }

  #repository: ReturnType<typeof openRepository> | undefined;

  private git(...args: string[]): void {
    execFileSync("git", ["-C", this.path, ...args], { stdio: "pipe" });
  }
}
