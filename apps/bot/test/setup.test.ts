import { readFile, stat } from "node:fs/promises";
import { githubAppPath } from "@devflow/config";
import { expect, test } from "vitest";
import { SetupStates } from "../src/setup/setup-states.ts";
import { handled, reviews, send, useWorld } from "./helpers/world.ts";

const world = useWorld();
const noApp = { APP_ID: "", PRIVATE_KEY: "", WEBHOOK_SECRET: "" };

/** What a browser would send to GitHub when the button is pressed. */
function readForm(html: string): { action: URL; manifest: Record<string, unknown> } {
  const toText = (text: string) =>
    text
      .replaceAll("&quot;", '"')
      .replaceAll("&lt;", "<")
      .replaceAll("&gt;", ">")
      .replaceAll("&amp;", "&");
  const action = /<form action="([^"]*)" method="post">/.exec(html)?.[1] ?? "";
  const manifest = /name="manifest" value="([^"]*)"/.exec(html)?.[1] ?? "";
  return { action: new URL(toText(action)), manifest: JSON.parse(toText(manifest)) };
}

test("creates the App from the browser, stores it and reviews without a restart", async () => {
  const settings = world.settings(noApp);
  const bot = await world.startBot(settings);
  expect(bot.needsApp).toBe(true);
  const page = await fetch(bot.url);
  const { action, manifest } = readForm(await page.text());
  expect(`${action.origin}${action.pathname}`).toBe(`${world.github.url}/settings/apps/new`);
  expect(page.headers.get("content-security-policy")).toContain(`form-action ${world.github.url}`);
  expect(manifest).toMatchObject({
    hook_attributes: { url: bot.webhookUrl, active: true },
    redirect_url: `${bot.url}/setup/created`,
    public: false,
    default_permissions: { contents: "read", pull_requests: "write", checks: "write" },
  });

  const state = action.searchParams.get("state");
  const code = world.github.createManifestCode();
  const back = await fetch(`${bot.url}/setup/created?code=${code}&state=${state}`);
  expect(back.status).toBe(200);
  expect(await back.text()).toContain(`/apps/${world.github.app.slug}/installations/new`);
  expect(bot.needsApp).toBe(false);
  const file = githubAppPath(settings.dataFolder);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(await readFile(file, "utf8")).toContain(world.github.app.webhookSecret);

  const repository = await world.github.createRepository({ files: { "a.ts": "one\n" } });
  await repository.commit({ branch: "change", files: { "a.ts": "two\n" } });
  const pull = await repository.openPullRequest({ head: "change" });
  await world.github.deliverAll(bot.webhookUrl);
  await handled(world);
  expect(await reviews(world)).toEqual([`1@${pull.headSha} queued`]);
});

test("goes on with the stored App after a restart", async () => {
  const settings = world.settings(noApp);
  const first = await world.startBot(settings);
  const { action } = readForm(await (await fetch(first.url)).text());
  const code = world.github.createManifestCode();
  const state = action.searchParams.get("state");
  await fetch(`${first.url}/setup/created?code=${code}&state=${state}`);
  await first.close();
  const second = await world.startBot(settings);
  expect(second.needsApp).toBe(false);
  const secret = world.github.app.webhookSecret;
  expect((await send(second.webhookUrl, { body: "{}", secret })).status).toBe(202);
});

test("takes a code only from who opened the page, and once", async () => {
  const bot = await world.startBot(world.settings(noApp));
  const code = world.github.createManifestCode();
  const { action } = readForm(await (await fetch(bot.url)).text());
  const state = action.searchParams.get("state");
  const go = async (query: string) => (await fetch(`${bot.url}/setup/created?${query}`)).status;
  expect(await go(`code=${code}`)).toBe(400);
  expect(await go(`code=${code}&state=made-up`)).toBe(400);
  expect(await go(`state=${state}`)).toBe(400);
  expect(await go(`code=${code}&state=${state}`)).toBe(400);
  expect(world.github.requests.count("POST /app-manifests/{code}/conversions")).toBe(0);
  expect(bot.needsApp).toBe(true);
});

test("says so when GitHub does not know the code, and can start again", async () => {
  const bot = await world.startBot(world.settings(noApp));
  const { action } = readForm(await (await fetch(bot.url)).text());
  const state = action.searchParams.get("state");
  const failed = await fetch(`${bot.url}/setup/created?code=unknown&state=${state}`);
  expect(failed.status).toBe(502);
  expect(await failed.text()).toContain('href="/"');
  expect(bot.needsApp).toBe(true);
});

test("replaces no App that is there", async () => {
  const bot = await world.startBot();
  const answer = await fetch(`${bot.url}/setup/created?code=x&state=y`);
  expect(answer.status).toBe(409);
});

test("with an App, the front page says what runs and where to install it", async () => {
  const bot = await world.startBot();
  const html = await (await fetch(bot.url)).text();
  expect(html).toContain("DevFlow is running");
  expect(html).toContain(`${world.github.url}/github-apps/devflow/installations/new`);
});

test("the front page still answers when GitHub does not", async () => {
  world.github.inject({ path: "/app", times: 3, fault: { kind: "status", status: 503 } });
  const bot = await world.startBot();
  const page = await fetch(bot.url);
  expect([page.status, await page.text()]).toEqual([200, expect.stringMatching(/is running/)]);
});

test("takes the public address from the settings, and the browser's text for text", async () => {
  const settings = world.settings({ ...noApp, PUBLIC_URL: "https://devflow.example.com" });
  const bot = await world.startBot(settings);
  const { manifest } = readForm(await (await fetch(bot.url)).text());
  expect(manifest).toMatchObject({ url: "https://devflow.example.com" });
});

test("a state word is good once and for an hour, and there is an end to them", () => {
  let nowMs = 0;
  const states = new SetupStates(() => nowMs);
  const first = states.issue();
  expect(first).toMatch(/^[\w-]{32}$/);
  expect([states.redeem(first), states.redeem(first), states.redeem("")]).toEqual([
    true,
    false,
    false,
  ]);
  const late = states.issue();
  nowMs += 60 * 60_000;
  expect(states.redeem(late)).toBe(false);
  const oldest = states.issue();
  for (let index = 0; index < 100; index++) states.issue();
  expect(states.redeem(oldest)).toBe(false);
});
