import { advanceRollout, goBack, openRollout, readAudit, verifyAudit } from "@devflow/rollout";
import { expect, test } from "vitest";
import { usePGliteStore } from "./pglite-store.ts";
import { better, broken, worse } from "./rollout/adapter-scripts.ts";
import { type Reviewed, RolloutWorld } from "./rollout/rollout-world.ts";

/**
 * Adapters that are better or worse by script, rolled out over real reviews: what the model server
 * was asked and what stands on GitHub, not only what the rows say.
 */

const store = usePGliteStore();

async function inWorld(work: (world: RolloutWorld) => Promise<void>): Promise<void> {
  const world = await RolloutWorld.open(store());
  try {
    await work(world);
  } finally {
    await world.close(store());
  }
}

const complaints = (reviewed: readonly Reviewed[]) =>
  reviewed
    .flatMap(({ pull }) => pull.botReviewComments)
    .filter(({ body }) => body.includes("Complaint"));
const modelsOf = (reviewed: readonly Reviewed[]) => reviewed.map(({ model }) => model);

test("a worse adapter drafts in the shadow, reaches its canary share and no more, and is rolled back by what people did", async () => {
  await inWorld(async (world) => {
    await world.live(await world.review(world.repositories));
    await world.start(worse);
    const canary = await world.canary();
    const others = world.repositories.filter((each) => each !== canary);

    const inShadow = await world.review([canary, canary, canary, ...others]);
    await world.hasShadows(6);
    expect(modelsOf(inShadow)).toEqual(Array(6).fill("scripted"));
    expect(complaints(inShadow)).toEqual([]);
    expect(world.draftsOf(worse)).toHaveLength(6);
    expect((await world.shadows())[0]?.findings[0]?.title).toContain("Complaint about fine");
    await world.live(inShadow);
    // It misses what people wanted: the shadow alone would end it. A person lets it go on.
    const shadowLook = await world.look(false);
    expect(shadowLook?.decision.reasons[0]).toContain("0 of 18 findings that people wanted");
    expect(shadowLook?.taken).toBe("rolled_back");
  });
});

test("in the canary a worse adapter is seen by one repository of four, and goes back without a person", async () => {
  await inWorld(async (world) => {
    await world.live(await world.review(world.repositories));
    await world.start(worse);
    const canary = await world.canary();
    const others = world.repositories.filter((each) => each !== canary);
    await world.live(await world.review([canary, canary, canary]));
    await world.hasShadows(3);
    await advanceRollout(world.database, "review", { actor: "kim", reason: "try", now: world.now });
    const asked = world.draftsOf(worse).length;

    const first = await world.review([canary, ...others]);
    expect(modelsOf(first)).toEqual([worse, ...Array(3).fill("scripted")]);
    expect(complaints(first)).toHaveLength(3);
    await world.live(first);
    expect(await world.look()).toMatchObject({ taken: null });
    const second = await world.review([canary, canary, ...others]);
    await world.live(second);
    expect(modelsOf(second)).toEqual([worse, worse, ...Array(3).fill("scripted")]);

    const look = await world.look(false);
    expect(look).toMatchObject({ taken: "rolled_back", decision: { step: "roll_back" } });
    expect(look?.decision.reasons.join()).toContain("more findings are unwanted");
    expect(new Set(world.draftsOf(worse).slice(asked))).toEqual(new Set([canary.name]));
    expect(modelsOf(await world.review([canary]))).toEqual(["scripted"]);
    expect(await readAudit(world.database, { limit: 1 })).toMatchObject([
      { actor: "devflow", action: "rollout.rolled_back", subject: worse },
    ]);
  });
});

test("a good adapter goes through all stages, is promoted, and one step back holds for the next review", async () => {
  await inWorld(async (world) => {
    await world.live(await world.review(world.repositories));
    await world.start(better);
    const canary = await world.canary();
    await world.live(await world.review([canary, canary, canary, ...world.repositories]));
    await world.hasShadows(7);
    // Without ROLLOUT_AUTO it is proposed, once.
    expect(await world.look(false)).toMatchObject({ taken: "proposed" });
    expect(await world.look(false)).toMatchObject({ taken: null });
    expect(await world.look()).toMatchObject({ taken: "advanced" });

    const inCanary = await world.review([canary, canary, canary, canary]);
    expect(modelsOf(inCanary)).toEqual(Array(4).fill(better));
    await world.live(inCanary);
    expect(await world.look()).toMatchObject({ taken: "advanced" });
    const inAll = await world.review(world.repositories);
    expect(modelsOf(inAll)).toEqual(Array(4).fill(better));
    await world.live(inAll);
    expect(await world.look()).toMatchObject({ taken: "advanced" });
    expect(await openRollout(world.database, "review")).toBeNull();

    const [promoted] = await world.review([canary]);
    expect(promoted?.model).toBe(better);
    const lines = promoted!.pull.botReviewComments.length;
    await goBack(world.database, "review", { actor: "kim", reason: "to see" });
    const asked = world.draftsOf("scripted").length;
    // Another expert does not read everything again: a push that changes nothing of it asks nobody.
    const headSha = await promoted!.pull.push({ files: { "notes.txt": "nothing\n" } });
    await world.github.deliverAll(world.devflow.webhookUrl);
    await world.devflow.ended(headSha);
    expect(promoted!.pull.botReviewComments).toHaveLength(lines);
    const drafted = world.server.requests.slice(-5).map(({ user }) => user);
    expect(
      drafted.filter((user) => user.includes("nobody checks") && user.includes("notes.txt")),
    ).toEqual([]);
    expect(world.draftsOf("scripted").length - asked).toBeLessThanOrEqual(1);
    expect(modelsOf(await world.review([canary]))).toEqual(["scripted"]);
    expect(await verifyAudit(world.database)).toMatchObject({ isWhole: true });
  });
});

test("an adapter that cannot be loaded costs no review its expert; it counts as a failure and goes back", async () => {
  await inWorld(async (world) => {
    await world.start(broken, 1);
    await world.review(world.repositories.slice(0, 1));
    await advanceRollout(world.database, "review", { actor: "kim", reason: "try", now: world.now });
    const unreadable = await world.review(world.repositories);
    expect(modelsOf(unreadable)).toEqual(Array(4).fill(broken));
    expect(unreadable.flatMap(({ pull }) => pull.botReviewComments)).toEqual([]);
    const look = await world.look();
    expect(look?.decision.reasons[0]).toBe("4 of 4 reviews had unreadable answers");
    expect(look).toMatchObject({ taken: "rolled_back" });
  });
});
