import { createLogger } from "@devflow/logging";
import { expect, test } from "vitest";
import { convertManifest } from "../src/index.ts";
import { collect, openPull, openWorld } from "./helpers/world.ts";

test("knows itself, and asks once", async () => {
  await using world = await openWorld();
  const expected = { appId: world.fake.app.id, slug: "devflow" };
  expect(await Promise.all([world.app.identity(), world.app.identity()])).toEqual([
    expected,
    expected,
  ]);
  expect(world.fake.requests.count("GET /app")).toBe(1);
});

test("asks for its identity again after a failure", async () => {
  await using world = await openWorld();
  world.fake.inject({ path: "/app", times: 3, fault: { kind: "status", status: 500 } });
  await expect(world.app.identity()).rejects.toMatchObject({ code: "unavailable" });
  await expect(world.app.identity()).resolves.toMatchObject({ slug: "devflow" });
});

test("lists installations with their state", async () => {
  await using world = await openWorld();
  const { id } = world.fake.install({ account: "globex" });
  world.fake.installation().suspend();
  const createdAt = expect.any(Date);
  expect(await collect(world.app.listInstallations())).toEqual([
    { id: expect.any(Number), account: "acme", isSuspended: true, createdAt },
    { id, account: "globex", isSuspended: false, createdAt },
  ]);
});

test("tells an installation's state, and null once it is gone", async () => {
  await using world = await openWorld();
  const installation = world.fake.installation();
  const read = () => world.app.readInstallation(installation.id);
  expect(await read()).toEqual({
    id: installation.id,
    account: "acme",
    isSuspended: false,
    createdAt: new Date(installation.record.createdAt),
  });
  installation.suspend();
  expect(await read()).toMatchObject({ isSuspended: true });
  installation.delete();
  expect(await read()).toBeNull();
});

test("lists deliveries back to a time and asks for one again", async () => {
  await using world = await openWorld();
  await openPull(world.repository, { "a.ts": "1\n" });
  await world.fake.deliverAll("http://127.0.0.1:9/nobody-listens");
  const hourAgo = new Date(Date.now() - 3_600_000);
  const listed = await collect(world.app.listDeliveries(hourAgo));
  expect(listed.map((each) => each.wasSuccessful)).toEqual(listed.map(() => false));
  expect(listed.length).toBeGreaterThan(0);
  const inAnHour = new Date(Date.now() + 3_600_000);
  expect(await collect(world.app.listDeliveries(inAnHour))).toEqual([]);
  const { id, guid } = listed[0]!;
  await world.app.redeliver(id);
  await world.fake.waitFor((event) => event.kind === "delivery" && event.guid === guid, {
    from: "start",
  });
  const again = await collect(world.app.listDeliveries(hourAgo));
  expect(again.filter((each) => each.guid === guid).length).toBeGreaterThanOrEqual(1);
});

test("lists repositories and open pull requests", async () => {
  await using world = await openWorld();
  for (const text of ["1", "2", "3"]) await openPull(world.repository, { "a.ts": text });
  world.repository.pull(1).close();
  const pulls = await collect(world.client.listOpenPullRequests(world.ref));
  expect(pulls.map((pull) => pull.number).toSorted()).toEqual([2, 3]);
  expect(await collect(world.client.listRepositories())).toEqual([
    { id: world.repository.id, ...world.ref, defaultBranch: "main", isPrivate: true },
  ]);
});

test("tells what a person may do", async () => {
  await using world = await openWorld();
  world.repository.setPermission("alice", "admin");
  world.repository.setPermission("bob", "read");
  const ask = (login: string) => world.client.permissionOf(world.ref, login);
  expect(await ask("alice")).toBe("admin");
  expect(await ask("bob")).toBe("read");
  expect(await ask("nobody-knows")).toBe("none");
});

test("gives access for git to this repository alone", async () => {
  await using world = await openWorld();
  const { url, authorizationHeader } = await world.client.cloneAccess(world.ref);
  expect(url).toBe(world.repository.cloneUrl);
  const [name, value] = authorizationHeader.split(/: (.*)/);
  const refs = `${url}/info/refs?service=git-upload-pack`;
  expect((await fetch(refs)).ok).toBe(false);
  const answer = await fetch(refs, { headers: { [name!]: value! } });
  expect([answer.status, await answer.text()]).toEqual([200, expect.stringMatching(/main/)]);
  const token = world.fake.requests
    .matching("POST /app/installations/{installation_id}/access_tokens")
    .at(-1);
  expect(token?.body).toEqual({ repositories: ["shop"], permissions: { contents: "read" } });
});

test("exchanges the code of a manifest for an App", async () => {
  await using world = await openWorld();
  const code = world.fake.createManifestCode();
  const options = { apiUrl: world.fake.apiUrl, logger: createLogger({ level: "silent" }) };
  expect(await convertManifest({ ...options, code })).toMatchObject({
    appId: world.fake.app.id,
    privateKey: world.fake.app.privateKey,
    webhookSecret: world.fake.app.webhookSecret,
    pageUrl: expect.stringMatching(/devflow/),
  });
  await expect(convertManifest({ ...options, code })).rejects.toMatchObject({ code: "gone" });
});
