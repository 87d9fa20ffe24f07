import { once } from "node:events";
import { rmSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import { coerceError, ExternalError, invariant } from "@devflow/errors";
import type { Logger } from "@devflow/logging";
import type { PgliteLink, Turn } from "../link.ts";
import type { ThreadAnswer, ThreadFailure } from "../thread-messages.ts";
import {
  doorProtocol,
  type GuestMessage,
  type GuestRequest,
  type OwnerMessage,
} from "./door-messages.ts";
import { doorPath } from "./door-path.ts";
import { readFrames, toFrame } from "./frames.ts";

/**
 * Lets other processes of the same person use the embedded database while this one has it open.
 *
 * Properties wanted: commands work beside a running DevFlow; a guest that dies leaves no half
 * transaction; one that hangs does not hold the owner up for long; nobody gets in who may not read
 * the data folder.
 * Design: a socket in the data folder that only its owner may open. A guest waits for its turn as
 * callers of this process do, and sends statements while it has it. When its connection ends, its
 * transaction is rolled back. A guest that has the turn and asks nothing for `idleTurnMs` is sent away.
 * Accepted: a guest that was sent away begins its command again. A socket that a killed owner left
 * is removed by the next one, which has the folder's lock by then.
 */
export interface Door {
  /** Sends guests away and admits no more. */
  close(): Promise<void>;
}

export interface DoorOptions {
  logger: Logger;
  /** How long a guest may have the turn and ask nothing. */
  idleTurnMs?: number;
}

/**
 * Between two statements of a transaction, commands compute for milliseconds. One that was stopped
 * (Ctrl-Z) must be gone before GitHub gives a webhook up, after 10 s.
 */
const defaultIdleTurnMs = 5_000;

/** Characters of notifications that wait for a guest: one that was stopped may never read them. */
const mostUnread = 4 * 1024 * 1024;

/** Null where the folder takes no socket, which is logged: then nobody is admitted. */
export async function openDoor(
  link: PgliteLink,
  folder: string,
  { logger, idleTurnMs = defaultIdleTurnMs }: DoorOptions,
): Promise<Door | null> {
  const guests = new Map<Socket, Promise<void>>();
  const server = createServer((socket) => {
    const served = serveGuest(link, socket, idleTurnMs).finally(() => guests.delete(socket));
    guests.set(socket, served);
  });
  try {
    await listen(server, folder);
  } catch (thrown) {
    logger.warn(
      { error: coerceError(thrown), folder },
      "commands wait until this process has ended",
    );
    return null;
  }
  server.unref();
  return {
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of guests.keys()) socket.destroy();
      await Promise.all(guests.values());
      await closed;
    },
  };
}

/** Raises what the system says: names that are too long, file systems without sockets. */
async function listen(server: Server, folder: string): Promise<void> {
  const path = doorPath(folder);
  if (path === null) throw new Error("the folder's name is too long for a socket");
  if (process.platform !== "win32") rmSync(path, { force: true });
  // The folder may have been there before, readable for others: the socket is not.
  const before = process.umask(0o177);
  try {
    server.listen(path);
  } finally {
    process.umask(before);
  }
  await once(server, "listening");
}

async function serveGuest(link: PgliteLink, socket: Socket, idleTurnMs: number): Promise<void> {
  const send = (message: OwnerMessage) => {
    if (socket.writable) socket.write(toFrame(message));
  };
  let unread = 0;
  const stopNotifications = link.onNotification((channel, payload) => {
    unread = socket.writableLength === 0 ? 0 : unread + channel.length + payload.length;
    if (unread > mostUnread) socket.destroy();
    else send({ notification: { channel, payload } });
  });
  const guest = new GuestTurn(link);
  socket.unref();
  socket.on("timeout", () => socket.destroy());
  try {
    send({ protocol: doorProtocol, pid: process.pid });
    for await (const frame of readFrames(socket)) {
      socket.setTimeout(0);
      const { id, request } = frame as GuestMessage;
      const said = await guest.answer(request).then(
        (answer) => answer && { id, answer },
        (thrown) => ({ id, failure: describe(thrown) }),
      );
      if (said) send(said);
      if (guest.hasTurn) socket.setTimeout(idleTurnMs);
    }
  } catch {
    // A connection that broke, or bytes that are no frame: there is nobody to tell.
    socket.destroy();
  } finally {
    stopNotifications();
    await guest.leave();
  }
}

/** The turn of one guest, if it has it. */
class GuestTurn {
  private readonly link: PgliteLink;
  private turn: Turn | null = null;

  constructor(link: PgliteLink) {
    this.link = link;
  }

  get hasTurn(): boolean {
    return this.turn !== null;
  }

  /** Null where none is expected. */
  async answer(request: GuestRequest): Promise<ThreadAnswer | null> {
    if (request.kind === "take") {
      invariant(this.turn === null, "a guest that has the turn asks for it");
      this.turn = await this.link.take(request.schema);
      return { taken: true };
    }
    invariant(this.turn !== null, "a guest asks without having the turn");
    if (request.kind === "copy") {
      // Handed over to the thread with its memory, which a frame shares with others.
      return this.turn.execute({ ...request, bytes: new Uint8Array(request.bytes) });
    }
    if (request.kind !== "release") return this.turn.execute(request);
    this.turn.release();
    this.turn = null;
    return null;
  }

  /** Gives the turn back, with nothing left open. */
  async leave(): Promise<void> {
    const { turn } = this;
    this.turn = null;
    if (turn === null) return;
    await turn.execute({ kind: "script", sql: "ROLLBACK" }).catch(() => undefined);
    turn.release();
  }
}

/** In the database's own words: the guest puts them into its own error. */
function describe(thrown: unknown): ThreadFailure {
  const error = coerceError(thrown);
  const said = error instanceof ExternalError ? coerceError(error.cause ?? error) : error;
  const code = "code" in said && typeof said.code === "string" ? said.code : undefined;
  return { message: said.message, code, stack: said.stack };
}
