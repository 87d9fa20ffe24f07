import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createNodeMiddleware, Webhooks } from "@octokit/webhooks";

export interface Received {
  id: string;
  name: string;
  action: string | undefined;
}

/** The real receiver: checks signatures as any Probot app does. */
export async function startReceiver(secret: string) {
  const webhooks = new Webhooks({ secret });
  const received: Received[] = [];
  const errors: Error[] = [];
  webhooks.onError((error) => {
    errors.push(error);
  });
  webhooks.onAny(({ id, name, payload }) => {
    received.push({ id, name, action: "action" in payload ? payload.action : undefined });
  });
  const log = { debug() {}, info() {}, warn() {}, error() {} };
  const server = createServer(createNodeMiddleware(webhooks, { path: "/hooks", log }));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/hooks`,
    received,
    errors,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}
