import { chmodSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { UsageError } from "@devflow/errors";
import { expect, test } from "vitest";
import {
  githubAppPath,
  loadGitHubApp,
  loadSettings,
  Secret,
  storeGitHubApp,
} from "../src/index.ts";
import { appVariables, rsaKey, strongSecret } from "./credentials.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const app = {
  appId: 7,
  privateKey: new Secret(rsaKey),
  webhookSecret: new Secret(strongSecret),
};

function settingsIn(folder: string, environment = {}) {
  return loadSettings({ DEVFLOW_DATA: folder, ...environment });
}

test("there is no App before one was created", async () => {
  expect(await loadGitHubApp(settingsIn(temporaryFolder()))).toBeNull();
  expect(await loadGitHubApp(settingsIn(join(temporaryFolder(), "missing")))).toBeNull();
});

test("a stored App comes back, also after it was replaced, and leaves nothing behind", async () => {
  const folder = join(temporaryFolder(), "data");
  await storeGitHubApp(folder, { ...app, appId: 6 });
  await storeGitHubApp(folder, app);
  const loaded = await loadGitHubApp(settingsIn(folder));
  expect(loaded?.appId).toBe(7);
  expect(loaded?.privateKey.expose()).toBe(rsaKey);
  expect(loaded?.webhookSecret.expose()).toBe(strongSecret);
  expect(readdirSync(folder)).toEqual(["github-app.json"]);
});

test("readers meet a whole file while it is written again and again", async () => {
  const folder = temporaryFolder();
  await storeGitHubApp(folder, app);
  const settings = settingsIn(folder);
  const writes = Array.from({ length: 20 }, () => storeGitHubApp(folder, app));
  const reads = Array.from({ length: 20 }, () => loadGitHubApp(settings));
  expect((await Promise.all(reads)).map((read) => read?.appId)).toEqual(Array(20).fill(7));
  await Promise.all(writes);
});

test("the App of the environment goes first", async () => {
  const folder = temporaryFolder();
  await storeGitHubApp(folder, app);
  expect((await loadGitHubApp(settingsIn(folder, appVariables)))?.appId).toBe(12345);
});

test("the file is for its owner only; one that others can read is refused", async () => {
  const folder = temporaryFolder();
  await storeGitHubApp(folder, app);
  const path = githubAppPath(folder);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  chmodSync(path, 0o640);
  await expect(loadGitHubApp(settingsIn(folder))).rejects.toMatchObject({
    name: "UsageError",
    nextStep: `Run: chmod 600 ${path}`,
  });
});

test.each([
  ["no JSON", `{"private_key": "hunter2`],
  ["a weak secret", JSON.stringify({ app_id: 7, private_key: rsaKey, webhook_secret: "hunter2" })],
  ["no App", "[]"],
])("a file with %s is refused without showing its content", async (_case, text) => {
  const folder = temporaryFolder();
  writeFileSync(githubAppPath(folder), text, { mode: 0o600 });
  const failure = await loadGitHubApp(settingsIn(folder)).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(UsageError);
  expect((failure as UsageError).cause).toBeUndefined();
  expect(String(failure)).toContain("is damaged");
  expect(String(failure)).not.toContain("hunter2");
});
