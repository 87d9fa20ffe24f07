import { BugError, ExternalError } from "@devflow/errors";
import { createLogger } from "@devflow/logging";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type Job, openQueues, type QueueStore, type Queues } from "../src/index.ts";
import { eventually } from "./helpers/eventually.ts";

const logger = createLogger({ level: "silent" });
const firstRetryDelayMs = 50;

const unavailable = (options: { retryAfterMs?: number } = {}) =>
  new ExternalError("try later", { service: "github", retryable: true, ...options });

/** What the queues must do on every store. Each test leaves the store empty. */
export function describeQueues(
  backend: Queues["backend"],
  open: () => Promise<{ store: QueueStore; close: () => Promise<void> }>,
): void {
  describe(`queues on ${backend}`, () => {
    let store: QueueStore;
    let closeStore: () => Promise<void>;
    const opened: Queues[] = [];

    beforeAll(async () => {
      ({ store, close: closeStore } = await open());
    });
    afterEach(async () => {
      for (const queues of opened.splice(0)) await queues.close(0);
    });
    afterAll(() => closeStore());

    /** One process's queues. */
    async function start(): Promise<Queues> {
      const queues = await openQueues(store, logger, { firstRetryDelayMs });
      opened.push(queues);
      return queues;
    }

    const idle = { waiting: 0, active: 0, delayed: 0 };

    test("names its backend", async () => {
      expect((await start()).backend).toBe(backend);
    });

    test("runs a job with its data", async () => {
      const queues = await start();
      const jobs: Job<"index">[] = [];
      await queues.work("index", async (job) => void jobs.push(job), { concurrency: 1 });
      await queues.enqueue("index", { repositoryId: 42 });
      await eventually(() => expect(jobs).toHaveLength(1));
      expect(jobs[0]).toMatchObject({
        data: { repositoryId: 42 },
        attempt: 1,
        isLastAttempt: false,
      });
      await eventually(async () => expect((await queues.counts()).index).toMatchObject(idle));
    });

    test("runs a job that another process added", async () => {
      const [adding, working] = [await start(), await start()];
      const done = Promise.withResolvers<number>();
      await working.work("index", async (job) => done.resolve(job.data.repositoryId), {
        concurrency: 1,
      });
      await adding.enqueue("index", { repositoryId: 7 });
      expect(await done.promise).toBe(7);
    });

    test("keeps jobs until somebody works", async () => {
      const queues = await start();
      await queues.enqueue("index", { repositoryId: 1 });
      await queues.enqueue("index", { repositoryId: 2 });
      expect((await queues.counts()).index).toMatchObject({ ...idle, waiting: 2 });
      const ids: number[] = [];
      await queues.work("index", async (job) => void ids.push(job.data.repositoryId), {
        concurrency: 1,
      });
      await eventually(() => expect(ids).toEqual([1, 2]));
    });

    test("works on as many jobs at once as it may, and no more", async () => {
      const queues = await start();
      const gate = Promise.withResolvers<void>();
      let running = 0;
      let most = 0;
      let done = 0;
      const handler = async () => {
        running += 1;
        most = Math.max(most, running);
        await gate.promise;
        running -= 1;
        done += 1;
      };
      for (let id = 1; id <= 6; id += 1) await queues.enqueue("index", { repositoryId: id });
      await queues.work("index", handler, { concurrency: 3 });
      await eventually(() => expect(running).toBe(3));
      gate.resolve();
      await eventually(() => expect(done).toBe(6));
      expect(most).toBe(3);
    });

    test("runs a delayed job when its time has come", async () => {
      const queues = await start();
      const ran = Promise.withResolvers<number>();
      await queues.work("index", async () => ran.resolve(performance.now()), { concurrency: 1 });
      const addedAt = performance.now();
      await queues.enqueue("index", { repositoryId: 1 }, { delayMs: 400 });
      expect((await ran.promise) - addedAt).toBeGreaterThan(350);
    });

    test("refuses job data that is not ids", async () => {
      const queues = await start();
      const diff = "--- a/file\n+++ b/file\n";
      await expect(queues.enqueue("review", { reviewId: diff })).rejects.toBeInstanceOf(BugError);
      expect((await queues.counts()).review.waiting).toBe(0);
    });

    describe("with a deduplication key", () => {
      const key = { deduplicationKey: "pull:1:2" };

      test("adds one job while it waits", async () => {
        const queues = await start();
        for (const _ of [1, 2, 3]) await queues.enqueue("index", { repositoryId: 1 }, key);
        await queues.enqueue("index", { repositoryId: 2 }, { deduplicationKey: "pull:1:3" });
        expect((await queues.counts()).index).toMatchObject({ waiting: 2 });
        const ids: number[] = [];
        await queues.work("index", async (job) => void ids.push(job.data.repositoryId), {
          concurrency: 1,
        });
        await eventually(() => expect(ids).toEqual([1, 2]));
      });

      test("runs once more after the running one, with the newest data", async () => {
        const queues = await start();
        const started = Promise.withResolvers<void>();
        const gate = Promise.withResolvers<void>();
        const ids: number[] = [];
        let running = 0;
        await queues.work(
          "index",
          async (job) => {
            running += 1;
            expect(running).toBe(1);
            ids.push(job.data.repositoryId);
            started.resolve();
            await gate.promise;
            running -= 1;
          },
          { concurrency: 5 },
        );
        await queues.enqueue("index", { repositoryId: 1 }, key);
        await started.promise;
        await queues.enqueue("index", { repositoryId: 2 }, key);
        await queues.enqueue("index", { repositoryId: 3 }, key);
        gate.resolve();
        await eventually(() => expect(ids).toEqual([1, 3]));
        await eventually(async () => expect((await queues.counts()).index).toMatchObject(idle));
        expect(ids).toEqual([1, 3]);
      });

      test("is free again when the job is done or has failed", async () => {
        const queues = await start();
        const ids: number[] = [];
        await queues.work(
          "index",
          async (job) => {
            ids.push(job.data.repositoryId);
            if (job.data.repositoryId === 2) throw new Error("broken");
          },
          { concurrency: 1 },
        );
        for (const repositoryId of [1, 2, 3]) {
          await queues.enqueue("index", { repositoryId }, key);
          await eventually(() => expect(ids).toContain(repositoryId));
          await eventually(async () => expect((await queues.counts()).index).toMatchObject(idle));
        }
        expect(ids).toEqual([1, 2, 3]);
      });

      test("adds nothing while the job waits for its next try", async () => {
        const queues = await start();
        const ids: number[] = [];
        await queues.work(
          "index",
          async (job) => {
            ids.push(job.data.repositoryId);
            if (job.attempt === 1) throw unavailable({ retryAfterMs: 700 });
          },
          { concurrency: 1 },
        );
        await queues.enqueue("index", { repositoryId: 1 }, key);
        await eventually(async () => expect((await queues.counts()).index.delayed).toBe(1));
        await queues.enqueue("index", { repositoryId: 2 }, key);
        expect((await queues.counts()).index).toMatchObject({ waiting: 0, delayed: 1 });
        await eventually(() => expect(ids).toEqual([1, 1]));
      });
    });

    describe("when a job fails", () => {
      test("tries a retryable failure again, up to the job's attempts", async () => {
        const queues = await start();
        const tries: [number, boolean][] = [];
        await queues.work(
          "reconcile",
          async (job) => {
            tries.push([job.attempt, job.isLastAttempt]);
            throw unavailable();
          },
          { concurrency: 1 },
        );
        const { failed } = (await queues.counts()).reconcile;
        await queues.enqueue("reconcile", { scope: "deliveries" });
        await eventually(async () =>
          expect((await queues.counts()).reconcile.failed).toBe(failed + 1),
        );
        expect(tries).toEqual([
          [1, false],
          [2, false],
          [3, true],
        ]);
      });

      test("waits at least as long as the service asked for", async () => {
        const queues = await start();
        const times: number[] = [];
        await queues.work(
          "index",
          async () => {
            times.push(performance.now());
            if (times.length === 1) throw unavailable({ retryAfterMs: 600 });
          },
          { concurrency: 1 },
        );
        await queues.enqueue("index", { repositoryId: 1 });
        await eventually(() => expect(times).toHaveLength(2));
        expect(times[1]! - times[0]!).toBeGreaterThan(590);
      });

      test("keeps any other failure as failed after one try", async () => {
        const queues = await start();
        let tries = 0;
        const refuse = async () => {
          tries += 1;
          throw new ExternalError("gone", { service: "github", retryable: false });
        };
        const { failed } = (await queues.counts()).command;
        await queues.work("command", refuse, { concurrency: 1 });
        await queues.enqueue("command", { commandId: "one" });
        await eventually(async () =>
          expect((await queues.counts()).command).toMatchObject({ ...idle, failed: failed + 1 }),
        );
        expect(tries).toBe(1);
      });
    });

    describe("on a schedule", () => {
      test("runs again and again, and a new schedule of the same id replaces the old", async () => {
        const queues = await start();
        const scopes: string[] = [];
        await queues.work("reconcile", async (job) => void scopes.push(job.data.scope), {
          concurrency: 1,
        });
        await queues.schedule("sweep", "reconcile", { scope: "deliveries" }, 200);
        const first = () => expect(scopes.length).toBeGreaterThanOrEqual(3);
        await eventually(first);
        await queues.schedule("sweep", "reconcile", { scope: "pull_requests" }, 300);
        const replaced = () =>
          expect(scopes.filter((scope) => scope === "pull_requests").length).toBeGreaterThanOrEqual(
            3,
          );
        await eventually(replaced);
        expect(scopes.slice(-2)).toEqual(["pull_requests", "pull_requests"]);
        // Far in the future: the tests after this one see no runs of it.
        await queues.schedule("sweep", "reconcile", { scope: "deliveries" }, 365 * 24 * 3_600_000);
      });
    });

    describe("when it is closed", () => {
      test("lets a running job end and takes no further one", async () => {
        const queues = await start();
        const started = Promise.withResolvers<void>();
        const gate = Promise.withResolvers<void>();
        const ids: string[] = [];
        await queues.work(
          "review",
          async (job) => {
            ids.push(job.data.reviewId);
            started.resolve();
            await gate.promise;
            expect(job.signal.aborted).toBe(false);
          },
          { concurrency: 1 },
        );
        await queues.enqueue("review", { reviewId: "ends" });
        await queues.enqueue("review", { reviewId: "stays" });
        await started.promise;
        const closed = queues.close(10_000);
        gate.resolve();
        await closed;
        const other = await start();
        expect((await other.counts()).review).toMatchObject({ waiting: 1, active: 0, failed: 0 });
        await other.work("review", async (job) => void ids.push(job.data.reviewId), {
          concurrency: 1,
        });
        await eventually(() => expect(ids).toEqual(["ends", "stays"]));
      });

      test("hands a job that does not end back, and another process runs it", async () => {
        const [stopping, other] = [await start(), await start()];
        const started = Promise.withResolvers<void>();
        await stopping.work(
          "review",
          async (job) => {
            started.resolve();
            await new Promise((_, reject) => {
              job.signal.addEventListener("abort", () => reject(job.signal.reason));
            });
          },
          { concurrency: 1 },
        );
        await stopping.enqueue("review", { reviewId: "moved" });
        await started.promise;
        await stopping.close(0);
        // At once, and not when its lock has run out.
        expect((await other.counts()).review).toMatchObject({ waiting: 1, active: 0 });
        const attempts: number[] = [];
        await other.work("review", async (job) => void attempts.push(job.attempt), {
          concurrency: 1,
        });
        await eventually(() => expect(attempts).toEqual([1]));
        await eventually(async () =>
          expect((await other.counts()).review).toMatchObject({ ...idle, failed: 0 }),
        );
      });

      test("lets a running job add others, and refuses everything afterwards", async () => {
        const queues = await start();
        const started = Promise.withResolvers<void>();
        const gate = Promise.withResolvers<void>();
        const addLater = async () => {
          started.resolve();
          await gate.promise;
          await queues.enqueue("index", { repositoryId: 9 });
        };
        await queues.work("command", addLater, { concurrency: 1 });
        await queues.enqueue("command", { commandId: "adds" });
        await started.promise;
        const closed = queues.close(10_000);
        gate.resolve();
        await closed;
        await expect(queues.counts()).rejects.toMatchObject({ service: "queue", code: "closed" });
        const other = await start();
        const ids: number[] = [];
        await other.work("index", async (job) => void ids.push(job.data.repositoryId), {
          concurrency: 1,
        });
        await eventually(() => expect(ids).toEqual([9]));
      });

      test("does not wait for ever for a job that ignores its signal", async () => {
        const queues = await start();
        const started = Promise.withResolvers<void>();
        const gate = Promise.withResolvers<void>();
        const ignore = async () => {
          started.resolve();
          await gate.promise;
        };
        await queues.work("command", ignore, { concurrency: 1 });
        await queues.enqueue("command", { commandId: "stubborn" });
        await started.promise;
        await queues.close(100);
        gate.resolve();
      });
    });
  });
}
