import { verifyAudit } from "@devflow/audit";
import { goBack, openRollout } from "@devflow/rollout";
import { expect, test } from "vitest";
import { usePGliteStore } from "./pglite-store.ts";
import { better, worse } from "./rollout/adapter-scripts.ts";
import { complaints, inWorld, modelsOf } from "./rollout/in-world.ts";

/**
 * Adapters that are better or worse by script, rolled out over real reviews: what the model server
 * was asked and what stands on GitHub, not only what the rows say.
 */

const store = usePGliteStore();

test("a worse adapter drafts in the shadow beside every review, nobody reads that, and it gets no further", async () => {
  await inWorld(store(), async (world) => {
    await world.review(world.repositories);
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
    // It misses what people wanted: it does not even reach the canary.
    const look = await world.look(false);
    expect(look?.decision.reasons[0]).toContain("0 of 18 findings that people wanted");
    expect(look?.taken).toBe("rolled_back");
    expect(modelsOf(await world.review([canary]))).toEqual(["scripted"]);
  });
}, 240_000);

test("a good adapter goes through all stages, is promoted, and one step back holds for the next review", async () => {
  await inWorld(store(), async (world) => {
    const before = await world.review(world.repositories);
    await world.start(better);
    const canary = await world.canary();
    await world.live([...before, ...(await world.review([canary, canary, canary]))]);
    await world.hasShadows(3);
    // Without ROLLOUT_AUTO it is proposed, once.
    expect(await world.look(false)).toMatchObject({ taken: "proposed" });
    expect(await world.look(false)).toMatchObject({ taken: null });
    expect(await world.look()).toMatchObject({ taken: "advanced" });

    const inCanary = await world.review([canary, canary, canary]);
    expect(modelsOf(inCanary)).toEqual(Array(3).fill(better));
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
}, 240_000);
