import { expect, test } from "vitest";
import { openPull, openWorld } from "./helpers/world.ts";

test("creates a check run, then updates the same one", async () => {
  await using world = await openWorld();
  const pull = await openPull(world.repository, { "a.ts": "1\n" });
  const check = {
    name: "DevFlow",
    headSha: pull.headSha,
    externalId: "r1",
    title: "Reading",
    summary: "…",
  };
  const started = { ...check, status: "in_progress", conclusion: null } as const;
  const first = await world.client.putCheckRun(world.ref, started);
  const done = { ...check, status: "completed", conclusion: "neutral", title: "Done" } as const;
  expect(await world.client.putCheckRun(world.ref, done)).toBe(first);
  expect(pull.checkRuns).toMatchObject([
    { id: first, status: "completed", conclusion: "neutral", output: { title: "Done" } },
  ]);
});

test("keeps check runs of another key apart, and makes one where an answer was lost", async () => {
  await using world = await openWorld();
  const pull = await openPull(world.repository, { "a.ts": "1\n" });
  const path = "/repos/acme/shop/check-runs";
  const fault = { kind: "status", status: 502, when: "after" } as const;
  world.fake.inject({ method: "POST", path, fault });
  const check = {
    name: "DevFlow",
    headSha: pull.headSha,
    status: "queued",
    conclusion: null,
    title: "Waiting",
    summary: "",
  } as const;
  const one = await world.client.putCheckRun(world.ref, { ...check, externalId: "r1" });
  const other = await world.client.putCheckRun(world.ref, { ...check, externalId: "r2" });
  expect(one).not.toBe(other);
  expect(pull.checkRuns.map((run) => run.externalId)).toEqual(["r1", "r2"]);
});
