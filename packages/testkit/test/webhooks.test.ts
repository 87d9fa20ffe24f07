import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type FakeGitHub, type RepositoryHandle, startFakeGitHub } from "../src/index.ts";
import { appClient, installationClient } from "./octokit.ts";
import { startReceiver } from "./receiver.ts";

let github: FakeGitHub;
let repo: RepositoryHandle;
let receiver: Awaited<ReturnType<typeof startReceiver>>;

beforeEach(async () => {
  github = await startFakeGitHub();
  repo = await github.createRepository({ files: { "a.txt": "one\n" } });
  receiver = await startReceiver(github.app.webhookSecret);
});

afterEach(async () => {
  await receiver.close();
  await github.close();
});

async function openPull() {
  await repo.commit({ branch: "topic", files: { "a.txt": "two\n" } });
  return repo.openPullRequest({ head: "topic", author: "ada", draft: true });
}

const names = () => receiver.received.map(({ name, action }) => `${name} ${action ?? ""}`.trim());

test("everything that people do arrives signed and in order", async () => {
  const pull = await openPull();
  pull.readyForReview();
  pull.comment({ body: "/review" });
  await pull.reviewComment({ body: "Hm", path: "a.txt", line: 1 });
  await pull.push({ files: { "a.txt": "three\n" } });
  pull.label("wip");
  pull.edit({ title: "Better" });
  pull.close();
  await pull.reopen();
  await pull.merge();
  const attempts = await github.deliverAll(receiver.url);
  expect(names()).toEqual([
    "push",
    "pull_request opened",
    "pull_request ready_for_review",
    "issue_comment created",
    "pull_request_review_comment created",
    "push",
    "pull_request synchronize",
    "pull_request labeled",
    "pull_request edited",
    "pull_request closed",
    "pull_request reopened",
    "pull_request closed",
  ]);
  expect(attempts.every(({ statusCode }) => statusCode === 200)).toBe(true);
  github.assertNothingLeft();
});

test("installation, check run and ping events arrive too", async () => {
  const installation = github.installation();
  installation.announce();
  installation.removeRepositories([repo]);
  installation.addRepositories([repo]);
  const client = installationClient(github, installation.id);
  const head_sha = (await repo.tip()) ?? "";
  const at = { owner: "acme", repo: "shop" };
  await client.request("POST /repos/{owner}/{repo}/check-runs", { ...at, name: "D", head_sha });
  github.rerequestCheckRun(repo, repo.checkRuns[0]!);
  installation.suspend();
  installation.unsuspend();
  installation.delete();
  github.ping();
  await github.deliverAll(receiver.url);
  expect(names()).toEqual([
    "installation created",
    "installation_repositories removed",
    "installation_repositories added",
    "check_run rerequested",
    "installation suspend",
    "installation unsuspend",
    "installation deleted",
    "ping",
  ]);
});

test("a wrong secret is refused by the real receiver", async () => {
  const other = await startReceiver("another secret of more than thirty-two characters");
  await openPull();
  const attempts = await github.deliverAll(other.url);
  await other.close();
  expect(attempts.map(({ statusCode }) => statusCode)).toEqual([400, 400]);
  expect(other.received).toEqual([]);
  expect(other.errors).toHaveLength(2);
});

describe("by script, deliveries", () => {
  test("are repeated with the same id", async () => {
    await openPull();
    await github.deliverAll(receiver.url, { times: 3 });
    expect(receiver.received).toHaveLength(6);
    expect(new Set(receiver.received.map(({ id }) => id)).size).toBe(2);
  });

  test("are shuffled the same way for the same seed", async () => {
    const pull = await openPull();
    for (const body of ["a", "b", "c", "d", "e", "f"]) pull.comment({ body });
    const happened = github.hooks.map(({ guid }) => guid);
    await github.deliver({ to: receiver.url, order: "shuffled", seed: 7 });
    const first = receiver.received.splice(0).map(({ id }) => id);
    expect(first).not.toEqual(happened);
    expect(first.toSorted()).toEqual(happened.toSorted());
  });

  test("are lost, show as failed, and are delivered again through the API", async () => {
    await openPull();
    await github.deliverAll(receiver.url, { lose: 1 });
    expect(receiver.received).toEqual([]);
    const client = appClient(github);
    const { data } = await client.request("GET /app/hook/deliveries", { per_page: 100 });
    expect(data.map(({ status_code, redelivery }) => [status_code, redelivery])).toEqual([
      [502, false],
      [502, false],
    ]);
    const [newest] = data;
    await client.request("POST /app/hook/deliveries/{delivery_id}/attempts", {
      delivery_id: Number(newest!.id),
    });
    await github.waitFor((event) => event.kind === "delivery" && event.status === 200);
    expect(receiver.received).toMatchObject([{ id: newest!.guid, action: "opened" }]);
    const { data: after } = await client.request("GET /app/hook/deliveries");
    expect(after[0]).toMatchObject({ guid: newest!.guid, redelivery: true, status: "OK" });
  });
});

test("the log of deliveries is paged by cursor, newest first", async () => {
  const pull = await openPull();
  for (const body of ["a", "b", "c"]) pull.comment({ body });
  await github.deliverAll(receiver.url);
  const client = appClient(github);
  const guids: string[] = [];
  let url: string | undefined = `${github.apiUrl}/app/hook/deliveries?per_page=2`;
  while (url !== undefined) {
    const page: { data: { guid: string }[]; headers: { link?: string } } = await client.request(
      `GET ${url}`,
    );
    guids.push(...page.data.map(({ guid }) => guid));
    url = /<([^>]+)>; rel="next"/.exec(page.headers.link ?? "")?.[1];
  }
  expect(guids).toEqual(github.hooks.map(({ guid }) => guid).toReversed());
});

test("what is left undelivered is named", async () => {
  await openPull();
  expect(() => github.assertNothingLeft()).toThrow(/undelivered pull_request opened/);
  await github.deliverAll(receiver.url);
  github.assertNothingLeft();
});

test("a receiver that takes too long is given up on", async () => {
  await github.close();
  github = await startFakeGitHub({ limits: { webhookTimeoutMs: 20 } });
  const silent = await import("node:http").then(({ createServer }) => createServer(() => {}));
  await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", () => resolve()));
  const { port } = silent.address() as { port: number };
  github.ping();
  const [attempt] = await github.deliverAll(`http://127.0.0.1:${port}/`);
  silent.closeAllConnections();
  silent.close();
  expect(attempt).toMatchObject({ statusCode: 504, status: "timed out" });
});
