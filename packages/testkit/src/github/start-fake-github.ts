import { once } from "node:events";
import { rm } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { FakeGitHub } from "./fake-github.ts";
import { apiPrefix } from "./http/serve-api.ts";
import { createFakeServer } from "./http/server.ts";
import { newState, type StateOptions } from "./new-state.ts";

export interface FakeGitHubOptions extends StateOptions {
  /** A free one by default. */
  port?: number;
}

/** Starts a GitHub of its own on 127.0.0.1, with one App and nothing else in it. */
export async function startFakeGitHub(options: FakeGitHubOptions = {}): Promise<FakeGitHub> {
  const state = await newState(options);
  const server = createFakeServer(state);
  const removeFolder = () => rm(state.folder, { recursive: true, force: true });
  server.listen(options.port ?? 0, "127.0.0.1");
  await once(server, "listening").catch(async (error: unknown) => {
    await removeFolder();
    throw error;
  });
  const { port } = server.address() as AddressInfo;
  state.url = `http://127.0.0.1:${port}`;
  state.apiUrl = `${state.url}${apiPrefix}`;
  return new FakeGitHub(state, async () => {
    await Promise.all(state.redeliveries);
    server.close();
    server.closeAllConnections();
    await removeFolder();
  });
}
