import { afterEach, expect, test, vi } from "vitest";
import { followSecretFiles, serverSecretFiles } from "../src/files/server-secret-files.ts";
import type { Host } from "../src/host/host.ts";
import { Session } from "../src/sign-in/session.ts";
import { happens, settings } from "./support/fake-editor.ts";
import { gatewayOf } from "./support/scripted-gateway.ts";

vi.mock("vscode", () => import("./support/fake-editor.ts"));

afterEach(() => {
  delete settings["server.url"];
});

const secretsOf = (get: (key: string) => Promise<string | undefined>) =>
  ({ get, onDidChange: () => ({ dispose() {} }) }) as never;

test("files that a server refuses are asked of it as soon as the address is its own", async () => {
  const { calls, gateway } = gatewayOf(
    { secret_files: ["*.first"] },
    { secret_files: ["*.second"] },
  );
  const session = new Session(secretsOf(async (key) => `token of ${key.split("//").at(-1)}`));
  const globalState = { get: () => [], update: async () => {} };
  const log = { debug() {} };
  settings["server.url"] = "https://first";
  const following = followSecretFiles({
    ...{ context: { globalState }, gateway, session, log },
  } as unknown as Host);
  expect(serverSecretFiles()).toEqual([]);
  await vi.waitFor(() => expect(serverSecretFiles()).toEqual(["*.first"]));
  settings["server.url"] = "https://second";
  happens.configure.fire({ affectsConfiguration: (name) => name === "devflow.server" });
  await vi.waitFor(() => expect(serverSecretFiles()).toEqual(["*.second"]));
  expect(calls.map(({ server, token }) => `${server} ${token}`)).toEqual([
    "https://first token of first",
    "https://second token of second",
  ]);
  following.dispose();
});

test("whoever's keychain gives nothing is not signed in, which fails nothing by itself", async () => {
  settings["server.url"] = "https://first";
  const session = new Session(secretsOf(() => Promise.reject(new Error("locked"))));
  expect(await session.isSignedIn()).toBe(false);
  await expect(session.token("https://first")).rejects.toThrow("locked");
});
