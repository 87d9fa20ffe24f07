import type { IncomingMessage, Server } from "node:http";
import type { Socket } from "node:net";

/** How often a closing server looks for connections that have ended their last request. */
const checkMs = 20;
/** How long the rest of a body may take to come once the server closes. */
const bodyMs = 2_000;

/**
 * Ends what keeps a closing server open though nothing is answered on it: idle connections, those on
 * which a request began and its head or its body does not come to an end. Answers in hand go out.
 */
export function connectionsOf(server: Server): { endWhatIsNotAnswered(): void } {
  /** With the requests that are answered on each, one after the other. */
  const open = new Map<Socket, Set<IncomingMessage>>();
  server.on("connection", (socket: Socket) => {
    open.set(socket, new Set());
    socket.once("close", () => open.delete(socket));
  });
  server.on("request", (request, response) => {
    const { socket } = request;
    open.get(socket)?.add(request);
    response.once("close", () => open.get(socket)?.delete(request));
  });
  const end = (isLate: boolean) => {
    server.closeIdleConnections();
    for (const [socket, requests] of open) {
      const isUnfinished = isLate && [...requests].some(({ complete }) => !complete);
      if (requests.size === 0 || isUnfinished) socket.destroy();
    }
  };
  return {
    endWhatIsNotAnswered() {
      const began = performance.now();
      const timer = setInterval(() => end(performance.now() - began > bodyMs), checkMs);
      server.once("close", () => clearInterval(timer));
    },
  };
}
