import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readAudit, verifyAudit } from "@devflow/audit";
import { type Database, openDatabase } from "@devflow/database";
import { createTestFolder } from "@devflow/database/testing";
import { createLogger } from "@devflow/logging";
import {
  advanceRollout,
  goBack,
  judgeAdapter,
  registerAdapter,
  startRollout,
} from "@devflow/rollout";
import { adapterFolder } from "@devflow/rollout/testing";
import { startFakeGitHub } from "@devflow/testkit";
import { reportBugs, startModelServer } from "@devflow/testkit/model-server";
import { expect, test } from "vitest";
import { environmentFor } from "./devflow-instance.ts";
import { DevFlowProcess } from "./devflow-process.ts";
import { adapterScripts, better, partFile } from "./rollout/adapter-scripts.ts";

/**
 * A rollout over a worker that dies in the middle of a canary's review: before the expert is
 * asked, and after it drafted. What a kill at later steps does to a review is the same with any
 * expert, and another suite's.
 */

const logger = createLogger({ level: "silent" });
const by = { actor: "kim", reason: "try" };

async function inFolder<T>(dataFolder: string, work: (database: Database) => Promise<T>) {
  const database = await openDatabase({ databaseUrl: null, dataFolder }, logger);
  try {
    return await work(database);
  } finally {
    await database.close();
  }
}

async function startCanary(database: Database): Promise<void> {
  const folder = await adapterFolder();
  await registerAdapter(database, { name: better, folder, actor: "kim" });
  await rm(folder, { recursive: true });
  await judgeAdapter(database, better, { ...by, isProposed: true });
  const start = { adapter: better, configuredModel: "scripted", canaryShare: 1, actor: "kim" };
  await startRollout(database, start);
  await advanceRollout(database, "review", by);
}

test.concurrent.each([
  ["claimed", false],
  ["drafted", false],
  ["drafted", true],
] as const)(
  "a worker killed at `%s`, going back meanwhile: %s: one review, of the expert that may post",
  async (step, isBackAsked) => {
    const dataFolder = await mkdtemp(join(tmpdir(), "devflow-rollout-killed-"));
    await createTestFolder(dataFolder);
    await inFolder(dataFolder, startCanary);
    const github = await startFakeGitHub();
    const server = await startModelServer({
      script: (request) => reportBugs(request),
      adapters: { scripts: adapterScripts },
    });
    const environment = environmentFor(github, server, dataFolder);
    const repository = await github.createRepository({ files: { "README.md": "# Shop\n" } });
    await repository.commit({ branch: "part", files: { "src/part-1.ts": partFile(1) } });
    const pull = await repository.openPullRequest({ head: "part", title: "Part" });

    const first = DevFlowProcess.start(environment, step);
    await github.deliverAll(await first.webhookUrl());
    expect(await first.ended()).toBe("SIGKILL");
    if (isBackAsked) await inFolder(dataFolder, (database) => goBack(database, "review", by));
    const second = DevFlowProcess.start(environment, "");
    await second.webhookUrl();
    await second.line("step stored");
    expect(await second.stop()).toBe(0);

    expect(pull.botReviews).toHaveLength(1);
    expect(pull.botReviewComments).toHaveLength(3);
    await inFolder(dataFolder, async (database) => {
      const expected = isBackAsked ? "scripted" : better;
      expect(await database.query("SELECT chosen_model, expert_model FROM reviews")).toEqual([
        { chosen_model: expected, expert_model: expected },
      ]);
      expect(await verifyAudit(database)).toMatchObject({ isWhole: true });
      const told = await readAudit(database, { limit: 999 });
      const steps = told.filter(({ action }) => action !== "model.called");
      expect(steps).toHaveLength(isBackAsked ? 5 : 4);
    });
    github.assertNothingLeft();
    await server.close();
    await github.close();
    await rm(dataFolder, { recursive: true });
  },
  360_000,
);
