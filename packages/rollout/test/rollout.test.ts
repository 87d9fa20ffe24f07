import { rm } from "node:fs/promises";
import { readAudit, verifyAudit } from "@devflow/audit";
import { clearAudit } from "@devflow/audit/testing";
import type { Database } from "@devflow/database";
import { createTestDatabase, emptyTables } from "@devflow/database/testing";
import { UsageError } from "@devflow/errors";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import {
  advanceRollout,
  canarySize,
  checkAdapterFolder,
  chooseModel,
  createLiveAdapters,
  findAdapter,
  goBack,
  judgeAdapter,
  openRollout,
  promoteRollout,
  registerAdapter,
  rollBack,
  startRollout,
  stopRollout,
} from "../src/index.ts";
import { adapterFolder } from "../src/testing.ts";

let database: Database;
const folders: string[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  await database.query("INSERT INTO installations (id, account) VALUES (1, 'acme')");
  for (let id = 1; id <= 40; id++) {
    await database.query(
      "INSERT INTO repositories (github_id, installation_id, owner, name) VALUES ($1, 1, 'acme', $2)",
      [id, `r${id}`],
    );
  }
});
beforeEach(async () => {
  await emptyTables(database, "rollouts", "adapters");
  await clearAudit(database);
});
afterAll(async () => {
  await database.close();
  for (const folder of folders) await rm(folder, { recursive: true });
});

async function folder(...changes: Parameters<typeof adapterFolder>): Promise<string> {
  const made = await adapterFolder(...changes);
  folders.push(made);
  return made;
}

const by = { actor: "kim", reason: "as asked" };

async function proposed(name: string): Promise<string> {
  await registerAdapter(database, {
    name,
    folder: await folder({ salt: name.at(-1)! }),
    actor: "kim",
  });
  await judgeAdapter(database, name, { ...by, isProposed: true });
  return name;
}

const start = (adapter: string, canaryShare = 0.2) =>
  startRollout(database, { adapter, configuredModel: "base", canaryShare, actor: "kim" });

describe("a registered adapter", () => {
  test("has its files' digest and what its training says; the same again is no change, other files are refused", async () => {
    const run = { export_id: "e1", data: { rows: 7 }, eval_loss: 1.5 };
    const first = await folder({ run });
    const name = "review@2026-11-22";
    const adapter = await registerAdapter(database, { name, folder: first, actor: "kim" });
    expect(adapter).toMatchObject({
      ...{ name, expert: "review", baseModel: "llama-2-13b", exportId: "e1", state: "registered" },
      ...{ dataManifest: { rows: 7 }, metrics: run },
    });
    expect(adapter.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(await registerAdapter(database, { name, folder: first, actor: "mia" })).toEqual(adapter);
    const other = await folder({ salt: "z" });
    await expect(registerAdapter(database, { name, folder: other, actor: "kim" })).rejects.toThrow(
      "is registered with other files",
    );
    expect(await readAudit(database, { limit: 9 })).toMatchObject([
      { actor: "kim", action: "adapter.registered", subject: name },
    ]);
  });

  test.each([
    ["use_dora", { config: { use_dora: true } }],
    ["modules_to_save", { config: { modules_to_save: ["lm_head"] } }],
    ["its rank is 64, the server takes up to 16", { config: { r: 64 } }],
    ["bias is all", { config: { bias: "all" } }],
    ["peft_type is IA3", { config: { peft_type: "IA3" } }],
    ["weights that are no LoRA", { tensors: ["base_model.model.lm_head.weight"] }],
    ["holds no weights", { tensors: [] }],
  ])("is refused with the reason: %s", async (reason, changes) => {
    const checked = checkAdapterFolder(await folder(changes));
    await expect(checked).rejects.toThrow(UsageError);
    await expect(checked).rejects.toThrow(reason);
  });

  test("may have the rank that the server was started with", async () => {
    const made = await folder({ config: { r: 64 } });
    expect(await checkAdapterFolder(made, 64)).toMatchObject({ rank: 64, tensors: 2 });
  });

  test("needs a name with a version, and a folder that is one", async () => {
    const made = await folder();
    const named = (name: string) => registerAdapter(database, { name, folder: made, actor: "kim" });
    await expect(named("review")).rejects.toThrow("is no name");
    await expect(named("review@../x")).rejects.toThrow("is no name");
    await expect(checkAdapterFolder("/nowhere")).rejects.toThrow("no adapter_config.json");
  });
});

describe("a rollout", () => {
  test("goes through its stages, makes the former live adapter retire, and every step is in the log", async () => {
    const first = await proposed("review@1");
    expect(await start(first)).toMatchObject({ stage: "shadow", baseline: "base" });
    for (const stage of ["canary", "all", "promoted"]) {
      expect(await advanceRollout(database, "review", by)).toMatchObject({ stage });
    }
    expect(await findAdapter(database, first)).toMatchObject({ state: "live" });
    const second = await proposed("review@2");
    expect(await start(second)).toMatchObject({ baseline: first });
    await promoteRollout(database, "review", by);
    expect(await findAdapter(database, first)).toMatchObject({ state: "retired" });
    const actions = (await readAudit(database, { limit: 99 })).map(({ action }) => action);
    expect(actions.reverse().slice(2, 6)).toEqual([
      ...["rollout.started", "rollout.canary", "rollout.all", "rollout.promoted"],
    ]);
    expect(await verifyAudit(database)).toMatchObject({ isWhole: true, rows: 10 });
  });

  test("starts only with a proposed adapter and when no other is open", async () => {
    const made = await folder();
    await registerAdapter(database, { name: "review@3", folder: made, actor: "kim" });
    await expect(start("review@3")).rejects.toThrow("is registered, not proposed");
    await start(await proposed("review@1"));
    await expect(start(await proposed("review@2"))).rejects.toThrow("review@1 is being rolled out");
    await expect(start("review@9")).rejects.toThrow("there is no adapter");
  });

  test("makes one step when two make the same decision", async () => {
    const from = await start(await proposed("review@1"));
    const step = () => advanceRollout(database, "review", { ...by, from });
    const made = await Promise.all([step(), step()]);
    expect(made.filter((each) => each !== null)).toHaveLength(1);
    expect(await openRollout(database, "review")).toMatchObject({ stage: "canary" });
  });

  test("makes no step by a decision about an earlier rollout, or one that has ended", async () => {
    const from = await start(await proposed("review@1"));
    await stopRollout(database, "review", by);
    expect(await rollBack(database, "review", { ...by, from })).toBeNull();
    await start("review@1");
    expect(await rollBack(database, "review", { ...by, from })).toBeNull();
    expect(await openRollout(database, "review")).toMatchObject({ stage: "shadow" });
  });

  test("stopped it can start again; rolled back it cannot", async () => {
    const name = await proposed("review@1");
    await start(name);
    await stopRollout(database, "review", by);
    await start(name);
    await rollBack(database, "review", by);
    await expect(start(name)).rejects.toThrow("is rolled back");
    await expect(rollBack(database, "review", by)).rejects.toThrow(
      "no adapter is being rolled out",
    );
  });

  test("one step back: from a rollout, from a live adapter to the one before, then to the settings' model", async () => {
    await start(await proposed("review@1"));
    await promoteRollout(database, "review", by);
    await start(await proposed("review@2"));
    await promoteRollout(database, "review", by);
    await start(await proposed("review@3"));
    await advanceRollout(database, "review", by);
    const back = () => goBack(database, "review", by);
    expect(await back()).toEqual({ from: "review@3", to: "review@2" });
    expect(await back()).toEqual({ from: "review@2", to: "review@1" });
    expect(await findAdapter(database, "review@1")).toMatchObject({ state: "live" });
    expect(await back()).toEqual({ from: "review@1", to: "base" });
    await expect(back()).rejects.toThrow("nothing to go back from");
  });
});

describe("the choice of a model", () => {
  const posting = async (earlier?: string) => {
    const chosen: number[] = [];
    for (let id = 1; id <= 40; id++) {
      const choice = await chooseModel(database, "review", id, earlier);
      if (choice.posting !== null) chosen.push(id);
    }
    return chosen;
  };

  test("in the shadow nobody is reviewed by it, in the canary exactly the share, then all; after a step back nobody", async () => {
    await start(await proposed("review@1"), 0.2);
    expect(await chooseModel(database, "review", 1)).toMatchObject({
      posting: null,
      shadow: { name: "review@1" },
    });
    await advanceRollout(database, "review", by);
    const canary = await posting();
    expect(canary).toHaveLength(8);
    expect(await posting()).toEqual(canary);
    await database.query(
      `INSERT INTO repositories (github_id, installation_id, owner, name, created_at)
       VALUES (99, 1, 'acme', 'late', now() + interval '1 second')`,
    );
    expect(await posting()).toEqual(canary);
    expect(await posting("base")).toEqual([]);
    await database.query("DELETE FROM repositories WHERE github_id = 99");
    await advanceRollout(database, "review", by);
    expect(await posting()).toHaveLength(40);
    await goBack(database, "review", by);
    expect(await posting("review@1")).toEqual([]);
  });

  test("falls back to the live adapter", async () => {
    await start(await proposed("review@1"));
    await promoteRollout(database, "review", by);
    await start(await proposed("review@2"), 1);
    await advanceRollout(database, "review", by);
    expect(await chooseModel(database, "review", 1)).toMatchObject({
      posting: { name: "review@2" },
      fallback: { name: "review@1" },
    });
  });

  test("the canary is never more than the share, except that it is one at least", () => {
    expect([
      canarySize(10, 0.3),
      canarySize(3, 0.2),
      canarySize(40, 0.2),
      canarySize(7, 1),
    ]).toEqual([...[3, 1, 8, 7]]);
  });
});

test("keystrokes are told the live adapter from memory, and a step back within five seconds", async () => {
  const clock = { ms: 0 };
  const adaptersOf = createLiveAdapters(database, () => clock.ms);
  const name = await proposed("python@a");
  const posting = async (repositoryId: number | null) =>
    (await adaptersOf("python", repositoryId)).posting?.name ?? null;
  expect([await posting(null), await posting(1)]).toEqual([null, null]);
  await database.query("UPDATE adapters SET state = 'live' WHERE name = $1", [name]);
  expect([await posting(null), await posting(1)]).toEqual([null, null]);
  clock.ms += 5_000;
  expect([await posting(null), await posting(1)]).toEqual([name, name]);
  await database.query("UPDATE adapters SET state = 'rolled_back' WHERE name = $1", [name]);
  expect(await posting(1)).toBe(name);
  clock.ms += 5_000;
  expect([await posting(null), await posting(1)]).toEqual([null, null]);
  expect(await adaptersOf("review", 1)).toMatchObject({ posting: null, fallback: null });
});
