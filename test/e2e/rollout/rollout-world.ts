import { rm } from "node:fs/promises";
import { clearAudit } from "@devflow/audit/testing";
import type { Database } from "@devflow/database";
import { emptyTables } from "@devflow/database/testing";
import {
  defaultPlan,
  isInCanary,
  judgeAdapter,
  openRollout,
  type RolloutPlan,
  registerAdapter,
  startRollout,
} from "@devflow/rollout";
import { adapterFolder } from "@devflow/rollout/testing";
import {
  type FakeGitHub,
  type ModelServer,
  type PullHandle,
  type RepositoryHandle,
  startFakeGitHub,
} from "@devflow/testkit";
import { reportBugs, startModelServer } from "@devflow/testkit/model-server";
import { expect } from "vitest";
import { lookAtRollouts } from "../../../apps/indexer/src/rollout/index.ts";
import { type DevFlow, type Store, startDevFlow } from "../devflow-instance.ts";
import { adapterScripts, partFile, refuseUnloadable, repaired } from "./adapter-scripts.ts";

const dayMs = 86_400_000;

/** As in production, with samples that a test can live through. */
const smallPlan: RolloutPlan = {
  ...defaultPlan,
  scale: 0.5,
  margin: { canary: 0.4, all: 0.4 },
  endedWithinDays: 1,
  settledAfterDays: 2,
  leastFinal: { canary: 9, all: 15 },
  leastReviews: { shadow: 3, canary: 3, all: 5 },
  leastForHarm: 3,
  leastDays: { shadow: 1, canary: 1, all: 1 },
};

/** A pull request that was reviewed. */
export interface Reviewed {
  repository: RepositoryHandle;
  pull: PullHandle;
  repositoryId: number;
  model: string;
}

/**
 * Four repositories with people who repair what is wrong and dislike what is not, and a model
 * server with adapters. Time goes on by hand: whole days, without waiting.
 */
export class RolloutWorld {
  readonly github: FakeGitHub;
  readonly server: ModelServer;
  readonly devflow: DevFlow;
  readonly repositories: RepositoryHandle[];
  #aheadMs: { value: number };
  #parts = 0;

  private constructor(
    parts: Pick<RolloutWorld, "github" | "server" | "devflow" | "repositories">,
    aheadMs: { value: number },
  ) {
    this.github = parts.github;
    this.server = parts.server;
    this.devflow = parts.devflow;
    this.repositories = parts.repositories;
    this.#aheadMs = aheadMs;
  }

  static async open(store: Store): Promise<RolloutWorld> {
    const github = await startFakeGitHub();
    const adapters = { scripts: adapterScripts, refuse: refuseUnloadable };
    const server = await startModelServer({ script: (request) => reportBugs(request), adapters });
    const aheadMs = { value: 0 };
    const now = () => new Date(Date.now() + aheadMs.value);
    const devflow = await startDevFlow(store, github, server, undefined, now);
    const repositories = [];
    for (const name of ["cart", "mail", "shop", "user"]) {
      // An owner each: the pace of writes is that of an installation.
      const owner = `${name}-team`;
      const files = { "README.md": "# Part\n" };
      const repository = await github.createRepository({ owner, name, files });
      repository.setPermission("mia", "write");
      repositories.push(repository);
    }
    return new RolloutWorld({ github, server, devflow, repositories }, aheadMs);
  }

  async close(store: Store): Promise<void> {
    try {
      this.github.assertNothingLeft();
    } finally {
      await this.devflow.close();
      await this.server.close();
      await emptyTables(this.database, "rollouts", "adapters");
      await clearAudit(this.database);
      await store.clear();
      await this.github.close();
    }
  }

  get database(): Database {
    return this.devflow.database;
  }

  get now(): Date {
    return new Date(Date.now() + this.#aheadMs.value);
  }

  /** Registers, proposes and starts. */
  async start(name: string, canaryShare = 0.25): Promise<void> {
    const folder = await adapterFolder();
    const { database } = this;
    await registerAdapter(database, { name, folder, actor: "kim" });
    await rm(folder, { recursive: true });
    await judgeAdapter(database, name, { isProposed: true, reason: "better", actor: "kim" });
    const start = { adapter: name, configuredModel: "scripted", canaryShare, actor: "kim" };
    await startRollout(database, start);
  }

  /** One pull request in each of the repositories, reviewed. */
  async review(repositories: readonly RepositoryHandle[]): Promise<Reviewed[]> {
    const pulls = [];
    for (const repository of repositories) {
      const number = ++this.#parts;
      const branch = `part-${number}`;
      await repository.commit({ branch, files: { [`src/part-${number}.ts`]: partFile(number) } });
      pulls.push({
        repository,
        pull: await repository.openPullRequest({ head: branch, title: `Part ${number}` }),
      });
    }
    await this.github.deliverAll(this.devflow.webhookUrl);
    const reviewed: Reviewed[] = [];
    for (const each of pulls) {
      const { id } = await this.devflow.ended(each.pull.headSha);
      const [row] = await this.database.query<{ repository_id: number; expert_model: string }>(
        "SELECT repository_id, expert_model FROM reviews WHERE id = $1",
        [id],
      );
      reviewed.push({ ...each, repositoryId: row!.repository_id, model: row!.expert_model });
    }
    return reviewed;
  }

  /** People repair what was rightly said, dislike the rest, and merge; four days later it is final. */
  async live(reviewed: readonly Reviewed[]): Promise<void> {
    for (const { pull } of reviewed) {
      for (const comment of pull.botReviewComments) {
        if (comment.body.includes("Complaint")) {
          pull.react(comment, { author: "mia", content: "-1" });
        }
      }
      const [path = ""] = pull.botReviewComments.map((comment) => comment.path);
      const number = Number(/\d+/.exec(path)?.[0]);
      const isRight = pull.botReviewComments.some(({ body }) => body.includes("nobody checks"));
      if (isRight) await pull.push({ files: { [path]: repaired(partFile(number)) } });
      await pull.merge("kim");
    }
    await this.github.deliverAll(this.devflow.webhookUrl);
    this.#aheadMs.value += 4 * dayMs;
    await this.devflow.queues.enqueue("sweep_outcomes", { scope: "all" });
    for (const { repositoryId, pull } of reviewed) {
      await this.devflow.queues.enqueue("outcomes", { repositoryId, pullNumber: pull.number });
    }
    await expect.poll(() => this.#openOutcomes(reviewed), { timeout: 100_000 }).toBe(0);
  }

  async #openOutcomes(reviewed: readonly Reviewed[]): Promise<number> {
    let open = 0;
    for (const { repositoryId, pull } of reviewed) {
      const [row] = await this.database.query<{ open: number }>(
        `SELECT count(*)::integer AS open FROM remarks
           LEFT JOIN remark_outcomes o ON o.remark_id = remarks.id
          WHERE remarks.repository_id = $1 AND pull_number = $2 AND o.is_final IS NOT TRUE`,
        [repositoryId, pull.number],
      );
      open += row!.open;
    }
    return open;
  }

  /** The hourly look, at the time that it is in this world. */
  async look(isAutomatic = true) {
    const options = { isAutomatic, plan: smallPlan, now: this.now };
    const [look] = await lookAtRollouts(this.database, options);
    return look;
  }

  /** The repository that the open rollout will have as its canary. */
  async canary(): Promise<RepositoryHandle> {
    const rollout = await openRollout(this.database, "review");
    const rows = await this.database.query<{ id: number; name: string }>(
      "SELECT id, name FROM repositories",
    );
    for (const { id, name } of rows) {
      if (!(await isInCanary(this.database, { ...rollout!, stageAt: this.now }, id))) continue;
      return this.repositories.find((repository) => repository.name === name)!;
    }
    throw new Error("there is no canary");
  }

  /** Drafts that a model was asked for, by repository. */
  draftsOf(model: string): string[] {
    return this.server.requests
      .filter((request) => request.model === model && request.purpose === "draft")
      .map(({ user }) => /^repository: .*?\/?(\w+)$/m.exec(user)?.[1] ?? "");
  }

  shadows(): Promise<{ findings: { title: string }[]; failure: string | null }[]> {
    return this.database.query("SELECT findings, failure FROM shadow_drafts ORDER BY id");
  }

  async hasShadows(count: number): Promise<void> {
    const read = async () => (await this.shadows()).length;
    await expect.poll(read, { timeout: 100_000 }).toBe(count);
  }
}
