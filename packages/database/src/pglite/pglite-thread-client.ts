import { EventEmitter } from "node:events";
import { Worker } from "node:worker_threads";
import { coerceError, ExternalError, invariant } from "@devflow/errors";
import { databaseError } from "../database-error.ts";
import type { SessionResult } from "../session.ts";
import { keepWasmCode } from "./keep-wasm-code.ts";
import type {
  ThreadAnswer,
  ThreadFailure,
  ThreadMessage,
  ThreadRequest,
  ThreadSetup,
} from "./thread-messages.ts";

interface Pending {
  resolve: (answer: ThreadAnswer) => void;
  reject: (error: Error) => void;
}

/**
 * Our side of the thread. Emits `notification` with channel and payload. The thread keeps the
 * process alive only while a request is open. When it dies, everything open and everything later
 * fails with code `engine_stopped`: the process must be started again.
 */
export class PgliteThreadClient extends EventEmitter<{ notification: [string, string] }> {
  private readonly worker: Worker;
  private readonly pending = new Map<number, Pending>();
  private nextId = 1;
  private death: ExternalError | undefined;

  constructor(setup: ThreadSetup) {
    super();
    this.setMaxListeners(0);
    keepWasmCode();
    this.worker = new Worker(new URL("./pglite-thread.ts", import.meta.url), { workerData: setup });
    this.worker.on("message", (message: ThreadMessage) => this.receive(message));
    this.worker.on("error", (thrown) => this.die(coerceError(thrown)));
    this.worker.on("exit", () => this.die(new Error("the database thread has ended")));
    this.worker.unref();
  }

  /** For statements; the other requests have their own methods. */
  async execute(
    request: Extract<ThreadRequest, { kind: "query" | "script" | "copy" }>,
  ): Promise<SessionResult> {
    const answer = await this.send(request);
    invariant("rows" in answer, "a statement is answered with rows");
    return answer;
  }

  async dump(): Promise<Uint8Array> {
    const answer = await this.send({ kind: "dump" });
    invariant("dump" in answer, "a dump is answered with bytes");
    return answer.dump;
  }

  /** Shuts the database down cleanly. Calling it twice, or after the thread's death, is no error. */
  async close(): Promise<void> {
    if (this.death) return;
    const exited = new Promise((resolve) => this.worker.once("exit", resolve));
    await this.send({ kind: "close" });
    this.worker.ref();
    await exited;
  }

  private send(request: ThreadRequest): Promise<ThreadAnswer> {
    if (this.death) return Promise.reject(this.death);
    const id = this.nextId++;
    this.worker.ref();
    return new Promise((resolve, reject) => {
      this.pending.set(id, { resolve, reject });
      const transfer = request.kind === "copy" ? [request.bytes.buffer] : [];
      this.worker.postMessage({ id, request }, transfer);
    });
  }

  private receive(message: ThreadMessage): void {
    if ("notification" in message) {
      this.emit("notification", message.notification.channel, message.notification.payload);
      return;
    }
    const pending = this.pending.get(message.id);
    this.pending.delete(message.id);
    if (this.pending.size === 0) this.worker.unref();
    if ("answer" in message) pending?.resolve(message.answer);
    else pending?.reject(databaseError(errorOf(message.failure)));
  }

  private die(cause: Error): void {
    this.death ??= new ExternalError(`database: ${cause.message}`, {
      service: "database",
      retryable: false,
      code: "engine_stopped",
      cause,
    });
    for (const { reject } of this.pending.values()) reject(this.death);
    this.pending.clear();
  }
}

function errorOf(failure: ThreadFailure): Error {
  const error = Object.assign(new Error(failure.message), { code: failure.code });
  if (failure.stack) error.stack = failure.stack;
  return error;
}
