import type { Store } from "../devflow-instance.ts";
import { type Reviewed, RolloutWorld } from "./rollout-world.ts";

/** A world of its own; ends only when nothing is left over. */
export async function inWorld(
  store: Store,
  work: (world: RolloutWorld) => Promise<void>,
): Promise<void> {
  const world = await RolloutWorld.open(store);
  try {
    await work(world);
  } finally {
    await world.close(store);
  }
}

/** What the worse adapter says. */
export const complaints = (reviewed: readonly Reviewed[]) =>
  reviewed
    .flatMap(({ pull }) => pull.botReviewComments)
    .filter(({ body }) => body.includes("Complaint"));

export const modelsOf = (reviewed: readonly Reviewed[]) => reviewed.map(({ model }) => model);
