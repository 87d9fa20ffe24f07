import { startBot, webhookPath } from "@devflow/bot";
import { loadSettings } from "@devflow/config";
import { openEngines } from "@devflow/engines";
import { openRepository } from "@devflow/git";
import { createLogger } from "@devflow/logging";
import type { Queues } from "@devflow/queue";
import { openCodeIndex } from "@devflow/retrieval";
import { startWorker, type WorkerParts } from "@devflow/worker";
import { z } from "zod";
import type { Engine } from "./engine.ts";
import type { RemoteGitHub } from "./remote-github.ts";

export type Step = "started" | Parameters<NonNullable<WorkerParts["onStep"]>>[0];

/** Bot and worker in this process, so that each step of a review can be timed. */
export interface MeasuredDevFlow {
  webhookUrl: string;
  /** Called from now on at every step of every review, with the time it was reached. */
  onStep: (step: Step, at: number) => void;
  /** Brings the index of the one repository of `owner` to the checkout's `main`; gives milliseconds. */
  index(owner: string, checkout: string): Promise<number>;
  timings(headSha: string): Promise<StoredReview>;
  close(): Promise<void>;
}

const storedSchema = z.object({
  state: z.string(),
  expert_state: z.string(),
  expert_reason: z.string().nullable(),
  timings_ms: z.object({
    context: z.number(),
    draft: z.number(),
    verify: z.number(),
    total: z.number(),
  }),
});

export type StoredReview = z.output<typeof storedSchema>;

export async function startMeasuredDevFlow(
  engine: Engine,
  github: RemoteGitHub,
): Promise<MeasuredDevFlow> {
  const settings = loadSettings({
    ...github.environment,
    ...engine.environment,
    EXPERT_URL: github.modelUrl,
    EXPERT_MODEL: "scripted-reviewer",
    PORT: "0",
  });
  const engines = await openEngines(settings, createLogger({ level: "silent" }));
  const { database } = engines;
  const report = (step: Step) => devflow.onStep(step, performance.now());
  const worker = await startWorker({
    ...engines,
    queues: reportingStarts(engines.queues, () => report("started")),
    onStep: async (step) => report(step),
  });
  const bot = await startBot(engines);
  const devflow: MeasuredDevFlow = {
    webhookUrl: `${bot.url}${webhookPath}`,
    onStep: () => {},
    async index(owner, checkout) {
      const [row] = await database.query("SELECT id FROM repositories WHERE owner = $1", [owner]);
      const { id } = z.object({ id: z.number() }).parse(row);
      await using repository = await openRepository(checkout);
      const report = await openCodeIndex(database, id).update(await repository.tree("main"));
      return report.durationMs;
    },
    async timings(headSha) {
      const [row] = await database.query(
        "SELECT state, expert_state, expert_reason, timings_ms FROM reviews WHERE head_sha = $1",
        [headSha],
      );
      return storedSchema.parse(row);
    },
    async close() {
      await bot.close();
      await worker.close();
      await engines.close();
    },
  };
  return devflow;
}

/** The same queues; `onStart` is called when a review job begins, before its handler. */
function reportingStarts(queues: Queues, onStart: () => void): Queues {
  const work: Queues["work"] = (name, handler, options) =>
    queues.work(
      name,
      (job) => {
        if (name === "review") onStart();
        return handler(job);
      },
      options,
    );
  return Object.assign(Object.create(queues), { work });
}
