import { readAudit } from "@devflow/audit";
import { emptyTables } from "@devflow/database/testing";
import { advanceRollout } from "@devflow/rollout";
import { expect, test } from "vitest";
import { usePGliteStore } from "./pglite-store.ts";
import { broken, unloadable, worse } from "./rollout/adapter-scripts.ts";
import { complaints, inWorld, modelsOf } from "./rollout/in-world.ts";

/**
 * Adapters that are better or worse by script, rolled out over real reviews: what the model server
 * was asked and what stands on GitHub, not only what the rows say.
 */

const store = usePGliteStore();

test("a worse adapter in the canary is read in one repository of four, and goes back by what people did, without a person", async () => {
  await inWorld(store(), async (world) => {
    const before = await world.review(world.repositories);
    await world.start(worse);
    const canary = await world.canary();
    const others = world.repositories.filter((each) => each !== canary);
    await world.live([...before, ...(await world.review([canary, canary]))]);
    await world.hasShadows(2);
    await advanceRollout(world.database, "review", { actor: "kim", reason: "try", now: world.now });
    const asked = world.draftsOf(worse).length;

    const inCanary = await world.review([canary, canary, canary, ...others]);
    expect(modelsOf(inCanary)).toEqual([worse, worse, worse, ...Array(3).fill("scripted")]);
    expect(complaints(inCanary)).toHaveLength(9);
    // Nobody has said anything yet.
    expect(await world.look(false)).toMatchObject({ taken: null });
    await world.live(inCanary);

    const look = await world.look(false);
    expect(look).toMatchObject({ taken: "rolled_back", decision: { step: "roll_back" } });
    expect(look?.decision.reasons.join()).toContain("more findings are unwanted");
    expect(new Set(world.draftsOf(worse).slice(asked))).toEqual(new Set([canary.name]));
    expect(modelsOf(await world.review([canary]))).toEqual(["scripted"]);
    expect(await readAudit(world.database, { limit: 1, action: "rollout" })).toMatchObject([
      { actor: "devflow", action: "rollout.rolled_back", subject: worse },
    ]);
  });
});

test("an adapter that cannot be loaded costs no review its expert; it counts as a failure and goes back", async () => {
  await inWorld(store(), async (world) => {
    await world.start(unloadable, 1);
    await advanceRollout(world.database, "review", { actor: "kim", reason: "try", now: world.now });
    const reviewed = await world.review(world.repositories);
    expect(modelsOf(reviewed)).toEqual(Array(4).fill("scripted"));
    expect(reviewed.flatMap(({ pull }) => pull.botReviewComments)).toHaveLength(12);
    const rows = await world.database.query<{ chosen_model: string; fallback_reason: string }>(
      "SELECT chosen_model, fallback_reason FROM reviews",
    );
    expect(new Set(rows.map(({ chosen_model }) => chosen_model))).toEqual(new Set([unloadable]));
    expect(rows[0]?.fallback_reason).toContain("LoRA rank 64 is greater than max_lora_rank 16");
    const look = await world.look();
    expect(look?.decision.reasons[0]).toBe("4 of 4 reviews failed: not loaded, or no answer");
    expect(look).toMatchObject({ taken: "rolled_back" });
    expect(world.draftsOf(unloadable)).toEqual([]);
  });
});

test("an adapter whose answers nobody can read is stopped in the shadow, and in the canary", async () => {
  await inWorld(store(), async (world) => {
    await world.start(broken, 1);
    await world.review(world.repositories);
    await world.hasShadows(4);
    expect((await world.look())?.decision.reasons[0]).toBe(
      "4 of 4 reviews failed: not loaded, or no answer",
    );
    await emptyTables(world.database, "rollouts", "adapters");
    await world.start(broken, 1);
    await advanceRollout(world.database, "review", { actor: "kim", reason: "try", now: world.now });
    const unreadable = await world.review(world.repositories);
    expect(modelsOf(unreadable)).toEqual(Array(4).fill(broken));
    expect(unreadable.flatMap(({ pull }) => pull.botReviewComments)).toEqual([]);
    const look = await world.look();
    expect(look?.decision.reasons[0]).toBe("4 of 4 reviews had unreadable answers");
    const called = await readAudit(world.database, { limit: 99, action: "model.called" });
    expect(new Set(called.map(({ subject }) => subject))).toEqual(new Set(["scripted", broken]));
    expect(called[0]).toMatchObject({
      ...{ actor: "devflow", details: { purpose: expect.any(String), outcome: "answered" } },
    });
    expect(look).toMatchObject({ taken: "rolled_back" });
  });
});
