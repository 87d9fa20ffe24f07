import { EventEmitter } from "node:events";
import { Worker } from "node:worker_threads";
import { coerceError, ExternalError, invariant } from "@devflow/errors";
import type { SessionResult } from "../session.ts";
import { keepWasmCode } from "./keep-wasm-code.ts";
import { PendingRequests } from "./pending-requests.ts";
import type {
  Statement,
  ThreadAnswer,
  ThreadMessage,
  ThreadRequest,
  ThreadSetup,
} from "./thread-messages.ts";

/**
 * Our side of the thread. Emits `notification` with channel and payload. The thread keeps the
 * process alive only while a request is open. When it dies, everything open and everything later
 * fails with code `engine_stopped`: the process must be started again.
 */
export class PgliteThreadClient extends EventEmitter<{ notification: [string, string] }> {
  private readonly worker: Worker;
  private readonly pending = new PendingRequests();
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

  /** `searchPath` may change between transactions only. */
  async execute(statement: Statement, searchPath: string): Promise<SessionResult> {
    const transfer = statement.kind === "copy" ? [statement.bytes.buffer] : [];
    const answer = await this.send({ kind: "run", statement, searchPath }, transfer);
    invariant("rows" in answer, "a statement is answered with rows");
    return answer;
  }

  async dump(): Promise<Uint8Array<ArrayBuffer>> {
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

  private send(request: ThreadRequest, transfer: ArrayBuffer[] = []): Promise<ThreadAnswer> {
    if (this.death) return Promise.reject(this.death);
    this.worker.ref();
    return this.pending.ask((id) => this.worker.postMessage({ id, request }, transfer));
  }

  private receive(message: ThreadMessage): void {
    if ("notification" in message) {
      this.emit("notification", message.notification.channel, message.notification.payload);
      return;
    }
    this.pending.settle(message);
    if (this.pending.size === 0) this.worker.unref();
  }

  private die(cause: Error): void {
    this.death ??= new ExternalError(`database: ${cause.message}`, {
      service: "database",
      retryable: false,
      code: "engine_stopped",
      cause,
    });
    this.pending.failAll(this.death);
  }
}
