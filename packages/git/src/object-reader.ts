/**
 * Reads git objects through one long-lived `git cat-file --batch`.
 *
 * Wanted: one process for many objects; answers in the order of the questions; memory bounded by
 * what callers ask for at once; an idle reader must not keep our process alive, and a dead git
 * must fail the waiting reads instead of leaving them hanging.
 * Design: a question is written to git at once and waits in a list; one loop reads the answers in
 * the same order. git waits when we do not read, callers bound how many questions they have open.
 * The process is started by the first question, and again after it died. While no question waits,
 * process and pipes are unreferenced.
 * Accepted: a process that dies fails every read that waits, also those that it had not seen yet.
 */
import { type ChildProcessByStdio, spawn } from "node:child_process";
import { Socket } from "node:net";
import type { Readable, Writable } from "node:stream";
import { ExternalError } from "@devflow/errors";
import { ByteReader } from "./byte-reader.ts";
import type { GitOptions } from "./run-git.ts";

export interface GitObject {
  type: string;
  id: string;
  content: Buffer;
}

interface Question {
  maxBytes: number;
  resolve: (object: GitObject | null) => void;
  reject: (error: unknown) => void;
}

type BatchProcess = ChildProcessByStdio<Writable, Readable, null>;

export class ObjectReader {
  readonly #options: GitOptions;
  #waiting: Question[] = [];
  #process: BatchProcess | null = null;
  #isClosed = false;

  constructor(options: GitOptions) {
    this.#options = options;
  }

  /** The object that a git expression names; null when it is missing or larger than `maxBytes`. */
  async read(expression: string, maxBytes: number): Promise<GitObject | null> {
    if (this.#isClosed || /[\n\0]/.test(expression)) return null;
    this.#process ??= this.#start();
    const child = this.#process;
    return await new Promise((resolve, reject) => {
      this.#waiting.push({ maxBytes, resolve, reject });
      setReferenced(child, true);
      child.stdin.write(`${expression}\n`);
    });
  }

  /** Ends the process; reads that still wait fail. */
  close(): void {
    this.#isClosed = true;
    this.#process?.kill();
  }

  #start(): BatchProcess {
    const { cwd, environment } = this.#options;
    const child = spawn("git", ["cat-file", "--batch"], {
      cwd,
      env: environment,
      stdio: ["pipe", "pipe", "ignore"],
      windowsHide: true,
    });
    // Both show as the end of the answers.
    child.on("error", () => {});
    child.stdin.on("error", () => {});
    void this.#answerAll(child).then(
      () => this.#end(child),
      (cause: unknown) => this.#end(child, cause),
    );
    return child;
  }

  async #answerAll(child: BatchProcess): Promise<void> {
    const reader = new ByteReader(child.stdout);
    for (;;) {
      const header = await reader.readLine();
      const question = this.#waiting[0];
      if (header === null || !question) return;
      const object = await readAnswer(reader, header, question.maxBytes);
      if (object === undefined) return;
      this.#waiting.shift();
      if (this.#waiting.length === 0) setReferenced(child, false);
      question.resolve(object);
    }
  }

  #end(child: BatchProcess, cause?: unknown): void {
    child.kill();
    this.#process = null;
    const error = new ExternalError("git cat-file ended before its answer", {
      service: "git",
      retryable: true,
      code: "ended",
      cause,
    });
    for (const question of this.#waiting.splice(0)) question.reject(error);
  }
}

/** `ID TYPE SIZE`, then the bytes and a newline; or `EXPRESSION missing`. Undefined: the stream ended. */
async function readAnswer(
  reader: ByteReader,
  header: string,
  maxBytes: number,
): Promise<GitObject | null | undefined> {
  const match = /^([0-9a-f]{40,64}) (\w+) (\d+)$/.exec(header);
  if (!match?.[1] || !match[2]) return null;
  const sizeBytes = Number(match[3]);
  if (sizeBytes > maxBytes) return (await reader.skip(sizeBytes + 1)) ? null : undefined;
  const content = await reader.read(sizeBytes);
  if (content === null || !(await reader.skip(1))) return undefined;
  return { id: match[1], type: match[2], content };
}

function setReferenced(child: BatchProcess, isReferenced: boolean): void {
  for (const handle of [child, child.stdin, child.stdout]) {
    if (handle !== child && !(handle instanceof Socket)) continue;
    if (isReferenced) handle.ref();
    else handle.unref();
  }
}
