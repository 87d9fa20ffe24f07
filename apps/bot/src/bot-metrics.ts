import type { Database } from "@devflow/database";
import { Counter, Gauge, type Registry } from "prom-client";
import { z } from "zod";

const answersName = "devflow_webhook_answers_total";
const deliveriesName = "devflow_deliveries";

const countsSchema = z.object({ waiting: z.coerce.number(), failed: z.coerce.number() });

export interface BotMetrics {
  /** One webhook request was answered with this status. */
  countAnswer(status: number): void;
  /** Takes the bot's numbers out of the process's registry. */
  remove(): void;
}

/** The bot's own numbers. The inbox is counted when somebody asks. */
export function createBotMetrics(registry: Registry, database: Database): BotMetrics {
  const answers = new Counter({
    name: answersName,
    help: "Webhook requests by the status of their answer.",
    labelNames: ["status"],
    registers: [registry],
  });
  new Gauge({
    name: deliveriesName,
    help: "Deliveries in the inbox that wait, and that failed for good.",
    labelNames: ["state"],
    registers: [registry],
    async collect() {
      // A metric that is not there says more than an old number; the others are still given.
      this.reset();
      const counts = await countInbox(database).catch(() => null);
      if (counts === null) return;
      this.set({ state: "waiting" }, counts.waiting);
      this.set({ state: "failed" }, counts.failed);
    },
  });
  return {
    countAnswer: (status) => answers.inc({ status: String(status) }),
    remove() {
      for (const name of [answersName, deliveriesName]) registry.removeSingleMetric(name);
    },
  };
}

async function countInbox(database: Database): Promise<z.output<typeof countsSchema>> {
  const [row] = await database.query(
    `SELECT count(*) FILTER (WHERE state = 'received') AS waiting,
            count(*) FILTER (WHERE state = 'failed') AS failed
     FROM deliveries WHERE state IN ('received', 'failed')`,
  );
  return countsSchema.parse(row);
}
