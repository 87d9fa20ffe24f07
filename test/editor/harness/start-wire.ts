import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface WireRequest {
  path: string;
  body: string;
  /** Null while it runs. */
  end: "answered" | "aborted" | null;
}

/** The wire between the editor and the gateway: it shows what went over it, and can be cut. */
export interface Wire extends AsyncDisposable {
  url: string;
  requests: WireRequest[];
  isCut: boolean;
  /** From now on it leads to this address. */
  leadTo(target: string): void;
  /** Bodies that were sent to this path, parsed. */
  bodies(path: string): Record<string, unknown>[];
}

export async function startWire(): Promise<Wire> {
  const requests: WireRequest[] = [];
  const state = { isCut: false, target: "" };
  const server = createServer((incoming, outgoing) => {
    if (state.isCut || state.target === "") incoming.socket.destroy();
    else void forward(state.target, incoming, outgoing, requests);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    get isCut() {
      return state.isCut;
    },
    set isCut(isCut) {
      state.isCut = isCut;
      if (isCut) server.closeAllConnections();
    },
    leadTo(target) {
      state.target = target;
    },
    bodies: (path) =>
      requests.filter((one) => one.path === path).map(({ body }) => JSON.parse(body || "{}")),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

/** Sends a request on, as it came. */
export async function forward(
  target: string,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  requests: WireRequest[],
): Promise<void> {
  const body = Buffer.concat(await Array.fromAsync<Buffer>(incoming));
  const path = incoming.url ?? "";
  const seen: WireRequest = { path, body: body.toString(), end: null };
  requests.push(seen);
  const { method, headers } = incoming;
  const onwards = request(`${target}${path}`, {
    method,
    headers: { ...headers, host: new URL(target).host },
  });
  outgoing.on("close", () => {
    seen.end = outgoing.writableFinished ? "answered" : "aborted";
    onwards.destroy();
  });
  onwards.on("response", (answer) => {
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(outgoing);
  });
  onwards.on("error", () => outgoing.destroy());
  onwards.end(body);
}
