import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createTestFolder } from "@devflow/database/testing";
import { type FakeGitHub, startFakeGitHub } from "@devflow/testkit";
import { afterEach, beforeEach, expect, test } from "vitest";
import { devflow, startDevflow } from "../../apps/cli/test/support/devflow.ts";

const pulls = 60;
let github: FakeGitHub;
let dataFolder: string;
let args: string[];
let env: Record<string, string>;

beforeEach(async () => {
  dataFolder = mkdtempSync(join(tmpdir(), "devflow-backfill-"));
  await createTestFolder(dataFolder);
  github = await startFakeGitHub();
  const repository = await github.createRepository({ files: { "a.ts": "start\n" } });
  repository.setPermission("kim", "write");
  for (let index = 0; index < pulls; index++) {
    await repository.commit({ files: { "a.ts": `start\nline number ${index}\n` } });
  }
  await repository.seedHistory({
    ...{ pulls, commitsPerPull: 1 },
    comments: ({ addedLines }) =>
      addedLines.map((place) => ({ ...place, author: "kim", body: "Please change this line." })),
  });
  args = ["backfill", "--repo", "acme/shop", "--data", dataFolder];
  env = {
    APP_ID: String(github.app.id),
    PRIVATE_KEY: github.app.privateKey,
    WEBHOOK_SECRET: github.app.webhookSecret,
    GITHUB_API_URL: github.apiUrl,
  };
});
afterEach(async () => {
  await github.close();
  rmSync(dataFolder, { recursive: true, force: true });
});

async function status() {
  const { stdout } = await devflow([...args, "--status", "--json"], { env });
  const [found] = JSON.parse(stdout);
  return found as Record<string, unknown>;
}

/** Where pages of pull requests were begun, in the order of the questions. */
function cursors(): unknown[] {
  return github.requests.all.flatMap(({ operation, body }) => {
    const { variables } = (body ?? {}) as { variables?: Record<string, unknown> };
    return operation === "graphql" && variables?.first !== undefined ? [variables.after] : [];
  });
}

test("a kill between two pages loses the page that was being read, and nothing is read twice", async () => {
  const never = new Promise<void>(() => {});
  // A page takes three questions here: pull requests, commits, files. The fifth is of the second page.
  const hang = github.inject({ path: "/graphql", skip: 4, fault: { kind: "hang", until: never } });
  const running = startDevflow(args, { env });
  await hang.happened;
  process.kill(running.pid, "SIGKILL");
  expect(await running.ended).toMatchObject({ code: null });
  expect(await status()).toMatchObject({ state: "running", pull_requests: 25, comments: 25 });
  const before = cursors().length;

  const { code, stdout } = await devflow(args, { env });
  expect(code).toBe(0);
  expect(stdout).toContain(
    `read ${pulls - 25} pull requests with ${pulls - 25} comments to the end`,
  );
  expect(await status()).toMatchObject({
    ...{ state: "done", pull_requests: pulls, comments: pulls, comments_of_people: pulls },
    remembered: pulls,
  });
  // The first page is not asked for again; the second one, which was lost, is.
  expect(cursors().slice(before)).toHaveLength(2);
  expect(cursors().slice(before)).not.toContain(null);
}, 240_000);

test("Ctrl-C ends a run at once, also while it waits for GitHub's limits", async () => {
  const limit = { kind: "too_many_requests", retryAfterSeconds: 600 } as const;
  const limited = github.inject({ path: "/graphql", skip: 4, fault: limit });
  const running = startDevflow(args, { env });
  await limited.happened;
  running.interrupt();
  const { code, stderr } = await running.ended;
  expect({ code, stderr }).toEqual({
    code: 130,
    stderr: expect.stringContaining("Interrupted. Nothing is lost"),
  });
  expect(await status()).toMatchObject({ state: "paused", pull_requests: 25, last_error: null });
  expect(await devflow(args, { env })).toMatchObject({ code: 0 });
  expect(await status()).toMatchObject({ state: "done", pull_requests: pulls });
}, 240_000);
