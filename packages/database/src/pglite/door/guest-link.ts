import { EventEmitter } from "node:events";
import { connect, type Socket } from "node:net";
import { coerceError, ExternalError, invariant, UsageError } from "@devflow/errors";
import type { SessionResult } from "../../session.ts";
import { FairLock } from "../fair-lock.ts";
import type { PgliteLink, Turn } from "../link.ts";
import { PendingRequests } from "../pending-requests.ts";
import type { Statement, ThreadAnswer } from "../thread-messages.ts";
import { doorProtocol, type GuestRequest, type OwnerMessage } from "./door-messages.ts";
import { doorPath } from "./door-path.ts";
import { readFrames, toFrame } from "./frames.ts";

/** The owner greets at once; what does not is no DevFlow, or one that hangs. */
const greetingMs = 5_000;

/**
 * The session of the process that has `folder` open, through its door. Null where there is no door:
 * that process is not `devflow start`, or begins or ends right now. Raises UsageError where it is
 * of another version.
 */
export async function visit(folder: string): Promise<PgliteLink | null> {
  const path = doorPath(folder);
  if (path === null) return null;
  const socket = connect(path);
  const signal = AbortSignal.timeout(greetingMs);
  const stop = () => socket.destroy();
  signal.addEventListener("abort", stop);
  try {
    const messages = readFrames(socket) as AsyncGenerator<OwnerMessage>;
    const { value: greeting } = await messages.next();
    if (greeting === undefined || !("protocol" in greeting)) return null;
    if (greeting.protocol === doorProtocol) return new GuestLink(socket, messages);
    socket.destroy();
    throw new UsageError(
      `process ${greeting.pid}, which has the database in ${folder}, is a DevFlow of another version`,
      "Restart it, so that both are of one version.",
    );
  } catch (thrown) {
    if (thrown instanceof UsageError) throw thrown;
    // Nobody listens, or hung up: whoever it is admits no guests.
    return null;
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

/**
 * Keeps the process alive only while something is asked. When the connection ends, everything open
 * and everything later fails with code `engine_stopped`.
 */
class GuestLink extends EventEmitter<{ notification: [string, string] }> implements PgliteLink {
  readonly isOwn = false;
  private readonly socket: Socket;
  private readonly lock = new FairLock();
  private readonly pending = new PendingRequests();
  private readonly ended: Promise<void>;
  private death: ExternalError | undefined;

  constructor(socket: Socket, messages: AsyncGenerator<OwnerMessage>) {
    super();
    this.setMaxListeners(0);
    this.socket = socket;
    this.ended = this.receiveAll(messages);
    socket.unref();
  }

  async take(schema: string): Promise<Turn> {
    const unlock = await this.lock.acquire();
    try {
      await this.ask({ kind: "take", schema });
    } catch (thrown) {
      unlock();
      throw thrown;
    }
    const release = () => {
      this.tell({ kind: "release" });
      unlock();
    };
    return { execute: (statement) => this.execute(statement), release };
  }

  onNotification(listener: (channel: string, payload: string) => void): () => void {
    this.on("notification", listener);
    return () => this.off("notification", listener);
  }

  dump(): Promise<Uint8Array<ArrayBuffer>> {
    throw new UsageError(
      "the database is open in another process, which alone can copy its files",
      "Stop that process first.",
    );
  }

  async close(): Promise<void> {
    const unlock = await this.lock.acquire();
    this.socket.ref();
    this.socket.end();
    await this.ended.finally(unlock);
  }

  private async execute(statement: Statement): Promise<SessionResult> {
    const answer = await this.ask(statement);
    invariant("rows" in answer, "a statement is answered with rows");
    return answer;
  }

  private async ask(request: GuestRequest): Promise<ThreadAnswer> {
    if (this.death) throw this.death;
    this.socket.ref();
    try {
      return await this.pending.ask((id) => this.socket.write(toFrame({ id, request })));
    } finally {
      if (this.pending.size === 0) this.socket.unref();
    }
  }

  /** Nothing is answered. */
  private tell(request: GuestRequest): void {
    if (!this.death) this.socket.write(toFrame({ id: 0, request }));
  }

  private async receiveAll(messages: AsyncGenerator<OwnerMessage>): Promise<void> {
    let cause: Error | undefined;
    try {
      for await (const message of messages) this.receive(message);
    } catch (thrown) {
      cause = coerceError(thrown);
    }
    this.death = new ExternalError("database: the DevFlow that has it open has hung up", {
      service: "database",
      retryable: false,
      code: "engine_stopped",
      cause,
    });
    this.pending.failAll(this.death);
  }

  private receive(message: OwnerMessage): void {
    if ("notification" in message) {
      this.emit("notification", message.notification.channel, message.notification.payload);
    } else if ("id" in message) {
      this.pending.settle(message);
    }
  }
}
