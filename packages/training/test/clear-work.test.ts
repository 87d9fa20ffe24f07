import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { clearWork, unfinishedText } from "../src/index.ts";

const now = new Date("2026-11-22T10:00:00Z");
const dayMs = 24 * 60 * 60 * 1_000;
let out: string;
beforeEach(async () => {
  out = await mkdtemp(join(tmpdir(), "devflow-work-"));
});
afterEach(() => rm(out, { recursive: true }));

/** An unfinished training, last written to so many days ago. */
async function unfinished(name: string, days: number, has: "checkpoint" | "step" | "nothing") {
  const folder = join(out, ".work", name);
  const step = join(folder, "1-sft", ...(has === "checkpoint" ? ["checkpoint-3"] : []));
  await mkdir(step, { recursive: true });
  const done = {
    method: "sft",
    adapter: "1-sft",
    seconds: 1,
    steps: 2,
    resumed_from: 0,
    metrics: {},
  };
  const finished = has === "step" ? [done] : [];
  const state = { fingerprint: "f", startedAt: now.toISOString(), finished };
  const file = join(folder, "state.json");
  await writeFile(file, JSON.stringify(state));
  const at = new Date(now.getTime() - days * dayMs);
  for (const path of [file, folder]) await utimes(path, at, at);
}

const names = [
  "review@2026-11-01",
  "review@2026-11-15",
  "review@2026-11-20",
  "review@2026-11-21",
  "review@2026-11-22",
  "python@2026-11-01",
];
const left = () => names.filter((name) => existsSync(join(out, ".work", name)));

test("what was given up is removed, what can be gone on with is kept and told of, others are left alone", async () => {
  await unfinished("review@2026-11-01", 8, "checkpoint");
  await unfinished("review@2026-11-15", 6, "step");
  await unfinished("review@2026-11-20", 2, "nothing");
  await unfinished("review@2026-11-21", 0.5, "nothing");
  await unfinished("review@2026-11-22", 30, "checkpoint");
  await unfinished("python@2026-11-01", 30, "nothing");
  const told = (await clearWork(out, "review", "review@2026-11-22", now)).map(unfinishedText);
  expect(left()).toEqual([
    "review@2026-11-15",
    "review@2026-11-21",
    "review@2026-11-22",
    "python@2026-11-01",
  ]);
  expect(told).toEqual([
    "Removed review@2026-11-01, which was not finished (1 MB)",
    expect.stringMatching(
      /^review@2026-11-15 is not finished and is kept until 2026-11-23 \(.*\.work/,
    ),
    "Removed review@2026-11-20, which was not finished (1 MB)",
    expect.stringMatching(/^review@2026-11-21 .* until 2026-11-22 /),
  ]);
});

test("a folder without trainings is no error, nor is one whose state cannot be read", async () => {
  expect(await clearWork(out, "review", "review@2026-11-22", now)).toEqual([]);
  await unfinished("review@2026-11-20", 2, "nothing");
  await writeFile(join(out, ".work/review@2026-11-20/state.json"), "{");
  expect(await clearWork(out, "review", "", now)).toMatchObject([{ keptUntil: expect.any(Date) }]);
});
