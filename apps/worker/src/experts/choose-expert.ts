import { type AskableExpert, type Readiness, withModel } from "@devflow/expert";
import { chooseModel, type ModelChoice } from "@devflow/rollout";
import { z } from "zod";
import type { WorkerContext } from "../context.ts";
import type { ReviewRow } from "../store/review-row.ts";

/** Who reviews, and who drafts in the shadow of it. */
export interface ChosenForReview {
  expert: AskableExpert;
  shadow: ModelChoice["shadow"];
}

const earlierRow = z.object({ chosen_model: z.string().nullable() });

/**
 * The expert for one review: the adapter that is rolled out here, the live one, or the model of
 * the settings. Null where there is none at all.
 *
 * Properties wanted: a review never waits for an adapter that cannot be had, and never goes without an
 * expert because of one; a step back holds for the next review; a retried review keeps its model.
 * Design: the rows are read for each review, in two small queries. An adapter that cannot be
 * loaded, or gave this review no answer before, makes place for what it is compared with, and the
 * reason is kept with the review: it counts as a failure of the rollout.
 * Race accepted: a step back while a review is being drafted does not stop that one.
 */
export async function chooseExpert(
  context: WorkerContext,
  row: ReviewRow,
  signal: AbortSignal,
): Promise<ChosenForReview | null> {
  const base = await context.expert();
  const adapters = await context.adapters();
  if (base === null || adapters === null) return null;
  const { database, logger } = context;
  const [found] = await database.query("SELECT chosen_model FROM reviews WHERE id = $1", [row.id]);
  const earlier = found === undefined ? null : earlierRow.parse(found).chosen_model;
  const choice = await chooseModel(database, "review", row.repositoryId, earlier);
  const { posting, fallback, shadow } = choice;
  if (posting === null) return chosen(context, row, base, base.identity.model, null, shadow);
  const first: Readiness =
    earlier === posting.name && row.expertState === "unavailable"
      ? { isReady: false, reason: "it gave this review no answer", code: "unavailable" }
      : await adapters.ready(posting, signal);
  if (first.isReady) return chosen(context, row, first.expert, posting.name, null, shadow);
  const { reason, code } = first;
  logger.warn({ adapter: posting.name, reason, code }, "adapter cannot be asked");
  const second = fallback === null ? null : await adapters.ready(fallback, signal);
  const expert = second?.isReady ? second.expert : base;
  return chosen(context, row, expert, posting.name, reason, shadow);
}

async function chosen(
  { database }: WorkerContext,
  row: ReviewRow,
  expert: AskableExpert,
  model: string,
  fallbackReason: string | null,
  shadow: ModelChoice["shadow"],
): Promise<ChosenForReview> {
  await database.query("UPDATE reviews SET chosen_model = $2, fallback_reason = $3 WHERE id = $1", [
    row.id,
    model,
    fallbackReason,
  ]);
  return { expert, shadow };
}

/** The adapter that drafts in the shadow, ready to be asked. */
export async function shadowExpert(
  context: WorkerContext,
  adapter: NonNullable<ModelChoice["shadow"]>,
  signal: AbortSignal,
): Promise<Readiness> {
  const adapters = await context.adapters();
  const base = await context.expert();
  if (adapters === null || base === null) {
    return { isReady: false, reason: "there is no expert", code: "not_configured" };
  }
  const ready = await adapters.ready(adapter, signal);
  return ready.isReady ? { isReady: true, expert: withModel(base, adapter.name) } : ready;
}
