import type { Job } from "@devflow/queue";
import type { AppSlot } from "../app-slot.ts";
import type { BotParts } from "../bot-parts.ts";
import { forgetOldDeliveries } from "./forget-old-deliveries.ts";
import { reconcilePulls } from "./reconcile-pulls.ts";
import { sweepDeliveries } from "./sweep-deliveries.ts";

/** Runs both reconciliations on their schedules. Without a GitHub App a run does nothing. */
export async function startReconciling(parts: BotParts, slot: AppSlot): Promise<void> {
  const { queues, settings } = parts;
  await queues.work("reconcile", (job) => reconcile(parts, slot, job), { concurrency: 1 });
  const { sweepIntervalMs, reconcileIntervalMs } = settings;
  await queues.schedule(
    "reconcile-deliveries",
    "reconcile",
    { scope: "deliveries" },
    sweepIntervalMs,
  );
  await queues.schedule(
    "reconcile-pull-requests",
    "reconcile",
    { scope: "pull_requests" },
    reconcileIntervalMs,
  );
}

async function reconcile(parts: BotParts, slot: AppSlot, job: Job<"reconcile">): Promise<void> {
  const client = slot.current?.client;
  if (client === undefined) return;
  const { database, queues, settings } = parts;
  const logger = parts.logger.child({ jobId: job.id });
  if (job.data.scope === "pull_requests") {
    await reconcilePulls({ database, queues, client, logger });
    await database.tidyUp();
    return;
  }
  await forgetOldDeliveries(database, settings.deliveryRetentionDays);
  await sweepDeliveries({ database, client, logger });
}
