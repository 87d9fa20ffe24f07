import type { Database } from "@devflow/database";
import { Counter, Gauge, type Registry } from "prom-client";
import { z } from "zod";

const countsSchema = z.object({ waiting: z.coerce.number(), failed: z.coerce.number() });

export interface BotMetrics {
  /** One webhook request was answered with this status. */
  countAnswer(status: number): void;
}

/** The bot's own numbers. The inbox is counted when somebody asks. */
export function createBotMetrics(registry: Registry, database: Database): BotMetrics {
  const answers = new Counter({
    name: "devflow_webhook_answers_total",
    help: "Webhook requests by the status of their answer.",
    labelNames: ["status"],
    registers: [registry],
  });
  new Gauge({
    name: "devflow_deliveries",
    help: "Deliveries in the inbox that wait, and that failed for good.",
    labelNames: ["state"],
    registers: [registry],
    async collect() {
      const { waiting, failed } = await countInbox(database);
      this.set({ state: "waiting" }, waiting);
      this.set({ state: "failed" }, failed);
    },
  });
  return { countAnswer: (status) => answers.inc({ status: String(status) }) };
}

async function countInbox(database: Database): Promise<z.output<typeof countsSchema>> {
  const [row] = await database.query(
    `SELECT count(*) FILTER (WHERE state = 'received') AS waiting,
            count(*) FILTER (WHERE state = 'failed') AS failed
     FROM deliveries WHERE state IN ('received', 'failed')`,
  );
  return countsSchema.parse(row);
}
