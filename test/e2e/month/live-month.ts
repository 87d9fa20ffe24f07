import { createAppClient } from "@devflow/github";
import { type BackfilledRepository, followReviewed } from "@devflow/indexer/backfill";
import { createLogger } from "@devflow/logging";
import {
  type FakeGitHub,
  type ModelServer,
  type RepositoryHandle,
  startFakeGitHub,
} from "@devflow/testkit";
import { startModelServer } from "@devflow/testkit/model-server";
import { expect } from "vitest";
import { type DevFlow, endedReview, type Store, startDevFlow } from "../devflow-instance.ts";
import { Random } from "../life-cycle/random.ts";
import { daysOfPull, LivePull } from "./live-pull.ts";
import { monthExpert } from "./month-expert.ts";
import { type PlannedPull, planMonth } from "./month-plan.ts";

/** `lossy`: a third of the webhooks never comes, the rest comes twice and in any order. */
export type Delivery = "whole" | "lossy";

export interface MonthOptions {
  seed: number;
  pulls: number;
  delivery: Delivery;
}

/** A month at its end. */
export interface LivedMonth {
  devflow: DevFlow;
  plan: readonly PlannedPull[];
  expert: ModelServer;
  /** Reads the outcomes of every pull request once more. */
  readAgain(): Promise<void>;
}

type FollowedRow = Pick<BackfilledRepository, "id" | "owner" | "name"> & {
  installation_id: number;
};

const dayMs = 24 * 60 * 60 * 1_000;

/** On a busy machine a day of several pull requests takes its time. */
const patience = { timeout: 180_000, interval: 50 };

/** A month goes by in a minute; what DevFlow does at GitHub's limits is tested elsewhere. */
const limits = {
  requestsPerHour: 1_000_000,
  graphqlPointsPerHour: 1_000_000,
  contentPerMinute: 1_000_000,
};

/**
 * Lives a month of a few teams with DevFlow, over HTTP, in the given store: `look` sees the database
 * at its end. Nothing is waited for but states, and every night some outcomes are read early, so that
 * what changes afterwards is there to be taken back.
 */
export async function liveMonth<T>(
  store: Store,
  options: MonthOptions,
  look: (month: LivedMonth) => Promise<T>,
): Promise<T> {
  const github = await startFakeGitHub({ limits });
  const expert = await startModelServer({ script: monthExpert });
  let aheadMs = 0;
  const now = () => new Date(Date.now() + aheadMs);
  const devflow = await startDevFlow(store, github, expert, undefined, now);
  try {
    const plan = planMonth(options.seed, options.pulls);
    const month = new Month(github, devflow, options);
    await month.live(plan);
    aheadMs = 4 * dayMs;
    await month.sweep();
    await month.follow(now);
    return await look({
      devflow,
      plan,
      expert,
      async readAgain() {
        await month.readEverything();
        await month.follow(now);
      },
    });
  } finally {
    await devflow.close();
    await expert.close();
    await github.close();
  }
}

class Month {
  readonly #github: FakeGitHub;
  readonly #devflow: DevFlow;
  readonly #options: MonthOptions;
  readonly #random: Random;
  readonly #pulls: LivePull[] = [];

  constructor(github: FakeGitHub, devflow: DevFlow, options: MonthOptions) {
    this.#github = github;
    this.#devflow = devflow;
    this.#options = options;
    this.#random = new Random(options.seed * 7 + 1);
  }

  async live(plan: readonly PlannedPull[]): Promise<void> {
    const repositories = new Map<number, { repository: RepositoryHandle; base: string }>();
    for (const planned of plan) {
      const { repository: index } = planned;
      const known = repositories.get(index) ?? (await this.#openRepository(index));
      repositories.set(index, known);
      this.#pulls.push(new LivePull(planned, known.repository, known.base));
    }
    const lastDay = Math.max(...plan.map(({ day }) => day)) + daysOfPull;
    for (let day = 0; day <= lastDay; day++) {
      for (const pull of this.#pulls) await pull.live(day);
      await this.#endOfDay();
    }
  }

  /** The last reading: everything that ended is final. */
  async sweep(): Promise<void> {
    await this.#devflow.queues.enqueue("sweep_outcomes", { scope: "all" });
    await this.#outcomesAreRead();
  }

  /** Each team has an organisation, and with it an installation: what we write is paced for each. */
  async #openRepository(index: number): Promise<{ repository: RepositoryHandle; base: string }> {
    const owner = `team-${index}`;
    // Equal commits of two repositories would be taken for each other: reviews are awaited by head.
    const files = { "README.md": `Functions of ${owner}.\n` };
    const repository = await this.#github.createRepository({ owner, name: "shop", files });
    repository.setPermission("kim", "write");
    repository.setPermission("zoe", "read");
    return { repository, base: (await repository.tip()) ?? "" };
  }

  async #endOfDay(): Promise<void> {
    if (this.#options.delivery === "whole") {
      await this.#github.deliverAll(this.#devflow.webhookUrl);
      await this.#nothingWaits();
    } else {
      await this.#deliverSome();
      await this.#nothingWaits();
      await this.#devflow.queues.enqueue("reconcile", { scope: "pull_requests" });
    }
    for (const live of this.#pulls) {
      if (!live.isOpen) continue;
      const { state } = await endedReview(
        this.#devflow.database,
        live.pull.headSha,
        patience.timeout,
      );
      expect(state).toBe("posted");
    }
    await this.#readSomeOutcomes();
    if (this.#random.next() < 1 / 3) await this.follow(() => new Date());
  }

  /** As the indexer does every few minutes. */
  async follow(now: () => Date): Promise<void> {
    const { database } = this.#devflow;
    const app = createAppClient({
      apiUrl: this.#github.apiUrl,
      appId: this.#github.app.id,
      privateKey: this.#github.app.privateKey,
      logger: createLogger({ level: "silent" }),
    });
    const rows = await database.query<FollowedRow>(
      "SELECT id, owner, name, installation_id FROM repositories ORDER BY id",
    );
    for (const { installation_id, ...repository } of rows) {
      await followReviewed(database, app.forInstallation(installation_id), repository, { now });
    }
  }

  async #deliverSome(): Promise<void> {
    const to = this.#devflow.webhookUrl;
    const waiting = this.#github.hooks.filter(({ attempts }) => attempts.length === 0);
    const copies: string[] = [];
    for (const { guid } of waiting) {
      if (this.#random.next() < 1 / 3) await this.#github.deliver({ to, guid, lose: 1 });
      else copies.push(guid, guid);
    }
    while (copies.length > 0) {
      const [guid] = copies.splice(this.#random.below(copies.length), 1);
      if (guid !== undefined) await this.#github.deliver({ to, guid });
    }
  }

  /** Deliveries are handled, and the commands that came of them. */
  async #nothingWaits(): Promise<void> {
    const { database } = this.#devflow;
    const waiting = () =>
      database.query(
        `SELECT guid FROM deliveries WHERE state = 'received'
         UNION ALL SELECT id::text FROM commands WHERE state = 'queued'`,
      );
    await expect.poll(waiting, patience).toEqual([]);
  }

  /** A third of the pull requests: what is read early has to be right at the end all the same. */
  async #readSomeOutcomes(): Promise<void> {
    await this.#read(() => this.#random.next() < 1 / 3);
  }

  async readEverything(): Promise<void> {
    await this.#read(() => true);
  }

  async #read(isWanted: () => boolean): Promise<void> {
    const rows = await this.#devflow.database.query<{ repository_id: number; pull_number: number }>(
      `SELECT DISTINCT repository_id, pull_number FROM remarks ORDER BY repository_id, pull_number`,
    );
    for (const { repository_id: repositoryId, pull_number: pullNumber } of rows) {
      if (!isWanted()) continue;
      await this.#devflow.queues.enqueue("outcomes", { repositoryId, pullNumber });
    }
    await this.#outcomesAreRead();
  }

  async #outcomesAreRead(): Promise<void> {
    const waiting = async () => {
      const { outcomes, sweep_outcomes: sweeps } = await this.#devflow.queues.counts();
      // The nightly sweep is always among the delayed.
      const sweeping = sweeps.waiting + sweeps.active;
      return sweeping + outcomes.waiting + outcomes.active + outcomes.delayed;
    };
    await expect.poll(waiting, patience).toBe(0);
  }
}
