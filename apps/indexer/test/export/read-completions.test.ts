import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Database } from "@devflow/database";
import { createTestDatabase } from "@devflow/database/testing";
import { createLogger } from "@devflow/logging";
import { ensureLocalRepository } from "@devflow/retrieval";
import { findSecrets } from "@devflow/review";
import { type CompletionEvent, createUsageRecorder, setMayKeepContent } from "@devflow/usage";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runExport } from "../../src/export/index.ts";
import { exportSettings, requestFor } from "./export-world.ts";

const logger = createLogger({ level: "silent" });
const at = new Date();
let database: Database;
let folder: string;
let repositoryId = 0;
let ada = 0;
let bo = 0;

beforeAll(async () => {
  database = await createTestDatabase();
  folder = await mkdtemp(join(tmpdir(), "devflow-completions-"));
  const checkout = join(folder, "shop");
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(checkout, path)), { recursive: true });
    writeFileSync(join(checkout, path), text);
  };
  write("shop/cart.py", "def total(lines):\n    return 0\n");
  write("node_modules/left/pad.js", "module.exports = 1;\n");
  write(
    "gpl/LICENSE",
    `GNU GENERAL PUBLIC LICENSE\nVersion 3, 29 June 2007\n${"words ".repeat(200)}`,
  );
  write("gpl/lib.py", "def free():\n    return 1\n");
  const git = (...args: string[]) =>
    execFileSync("git", args, { cwd: checkout, encoding: "utf8", stdio: "pipe" });
  git("init", "--quiet", "--initial-branch=main");
  git("add", "--force", ".");
  git("-c", "user.name=A", "-c", "user.email=a@example.com", "commit", "--quiet", "-m", "Shop");
  repositoryId = await ensureLocalRepository(database, checkout);
  await database.query(
    `INSERT INTO index_states (repository_id, commit_sha) VALUES ($1, $2)
     ON CONFLICT (repository_id) DO UPDATE SET commit_sha = $2`,
    [repositoryId, git("rev-parse", "HEAD").trim()],
  );
  const people = await database.query<{ id: number }>(
    `INSERT INTO people (issuer, subject, display_name)
     VALUES ('test', 'ada', 'Ada'), ('test', 'bo', 'Bo') RETURNING id`,
  );
  [ada = 0, bo = 0] = people.map(({ id }) => id);
  await used();
});
afterAll(async () => {
  await database.close();
  await rm(folder, { recursive: true, force: true });
});

interface Completed {
  path?: string | null;
  text: string;
  by?: number;
  repositoryId?: number | null;
  events: Partial<CompletionEvent>[];
}

const view = { kind: "view", elapsedMs: 760 } as const;
const select = { kind: "select", elapsedMs: 900 } as const;
const dismiss = { kind: "dismiss", elapsedMs: 2_000 } as const;
const kept = (seconds: number, retainedShare: number) =>
  ({ kind: "retained", elapsedMs: seconds * 1_000, retainedShare }) as const;

/** What was completed, and what came of it: the comments say what the export makes of it. */
function completed(): Completed[] {
  const taken = [view, select, kept(30, 1), kept(600, 0.7)];
  return [
    // Right and wanted.
    { text: "return sum(line.price for line in lines)", events: taken },
    // The same again, as typing went on: once is enough.
    { text: "return sum(line.price for line in lines)", events: taken },
    // Kept at first, and gone at the last look: unwanted.
    { text: "return None", events: [view, select, kept(30, 1), kept(120, 0.1)] },
    { text: "raise NotImplementedError", events: [view, dismiss] },
    // No label.
    { text: "return half", events: [view, select, kept(600, 0.5)] },
    { text: "return unseen", events: [] },
    {
      text: "return early",
      events: [
        { ...view, elapsedMs: 200 },
        { ...dismiss, elapsedMs: 300 },
      ],
    },
    { text: "return quiet", events: [view] },
    { text: "return closed", events: [view, select] },
    { text: "return words", events: [view, { kind: "partial", elapsedMs: 900, acceptedChars: 6 }] },
    // Not to be learned from.
    { path: "node_modules/left/pad.js", text: "module.exports = 2;", events: taken },
    { path: "gpl/lib.py", text: "return 2", events: taken },
    { path: "notes.unknown", text: "return 3", events: taken },
    { path: null, text: "return 4", events: taken },
    { repositoryId: null, text: "return 5", events: taken },
    { text: `key_id = "AKIA${"Q3EGTIJ5LHVNPWZ7"}"`, events: taken },
    { text: "return '<|fim_middle|>'", events: taken },
    { by: bo, text: "return of_bo(lines)", events: taken },
  ];
}

async function used(): Promise<void> {
  const holdsSecret = async (text: string) => (await findSecrets(text)).length > 0;
  const recorder = createUsageRecorder(database, { contents: { days: 30, holdsSecret } });
  for (const [index, each] of completed().entries()) {
    const id = `cmpl-${String(index).padStart(3, "0")}`;
    const { text, path = "shop/cart.py", by: personId = ada } = each;
    const repository = each.repositoryId === undefined ? repositoryId : each.repositoryId;
    recorder.completion({
      ...{
        id,
        personId,
        teams: [],
        repositoryId: repository,
        language: "python",
        editor: "vscode/1",
      },
      ...{ trigger: "automatic", source: "expert", expert: "python", model: "qwen", filters: {} },
      ...{ prefixChars: 20, suffixChars: 1, at },
      choices: [{ index: 0, chars: text.length, lines: 1 }],
      timings: { totalMs: 1, retrievalMs: null, firstTextMs: null, expertMs: null },
    });
    const content = {
      ...{ kind: "completion" as const, path, language: "python", suffix: "\n" },
      ...{ prefix: "def total(lines):\r\n    ", choices: [{ index: 0, text }] },
    };
    recorder.content({ id, personId, repositoryId: repository, at, content });
    for (const event of each.events) {
      recorder.event(
        {
          ...{ kind: "view", completionId: id, choiceIndex: 0, viewId: "v", elapsedMs: null },
          ...{ acceptedChars: null, acceptedLines: null, retainedShare: null, clientMs: null, at },
          ...event,
        },
        personId,
      );
    }
  }
  await recorder.close();
  await setMayKeepContent(database, { personId: bo, name: "bo" }, false);
}

async function exported(id: string) {
  const request = requestFor("", {
    id,
    code: "indexed",
    formats: ["trl", "axolotl", "llama-factory"],
  });
  const context = { settings: exportSettings(join(folder, "data")), database, logger };
  const { manifest, place } = await runExport(context, request);
  const linesOf = async (path: string): Promise<Record<string, unknown>[]> => {
    const text = await readFile(join(place ?? "", path), "utf8").catch(() => "");
    return text
      .split("\n")
      .filter(Boolean)
      .map((line) => JSON.parse(line));
  };
  const ofMethod = async (method: string, format = "") =>
    (
      await Promise.all(
        ["train", "validation", "test"].map((split) =>
          linesOf(join(format, `python/${method}/${split}.jsonl`)),
        ),
      )
    )
      .flat()
      .filter(({ origin }) => origin === "completion");
  return { manifest, place: place ?? "", ofMethod };
}

const prompt = "<|fim_prefix|>def total(lines):\n    <|fim_suffix|>\n<|fim_middle|>";

test("what people kept and what they took away again teaches the expert of its language", async () => {
  const { manifest, place, ofMethod } = await exported("first");
  expect(await ofMethod("fim")).toEqual([
    expect.objectContaining({
      prompt,
      completion: "return sum(line.price for line in lines)",
      decided_by: "completion_retained",
      ...{ path: "shop/cart.py", repository: "shop", language: "python", model: "qwen" },
      author: expect.stringMatching(/^person-[0-9a-f]{12}$/),
    }),
  ]);
  const labels = (await ofMethod("kto")).map((line) => [
    ...[line.completion, line.label, line.decided_by, line.prompt === prompt],
  ]);
  expect(labels.sort()).toEqual([
    ["raise NotImplementedError", false, "completion_dismissed", true],
    ["return None", false, "completion_deleted", true],
    ["return sum(line.price for line in lines)", true, "completion_retained", true],
  ]);
  expect(manifest.experts.python?.kto).toMatchObject({
    labels: { wanted: 1, unwanted: 2 },
    origins: { completion: 3 },
    decided_by: { completion_deleted: 1, completion_dismissed: 1, completion_retained: 1 },
  });
  expect(manifest.refused.completion).toEqual({
    ...{ "half kept": 1, "near duplicate": 1, "no grammar": 1, "no repository": 2 },
    ...{ "not answered": 1, "not looked at again": 1, "not shown": 2 },
    ...{ "special token": 1, "taken in part": 1 },
  });
  expect(manifest.refused["completion path"]).toEqual({ "ignored by settings": 1 });
  expect(manifest.refused["completion file"]).toEqual({ licence: 1 });
  const card = await readFile(join(place, "README.md"), "utf8");
  expect(card).toContain("| completion_retained | 2 |");
  expect(card).toContain("`completion`: what an expert completed in an editor");
  expect(JSON.stringify(manifest)).not.toContain("of_bo");
});

test("each trainer gets completions without a chat around them", async () => {
  const { place, ofMethod } = await exported("second");
  const [axolotl] = await ofMethod("kto", "axolotl");
  expect(axolotl).toMatchObject({ system: "", prompt });
  const split =
    axolotl &&
    (await readFile(join(place, "axolotl/python/kto/datasets.yaml"), "utf8").catch(() => null));
  if (split) expect(split).toContain('      prompt_format: "{prompt}"');
  const [factory] = await ofMethod("kto", "llama-factory");
  expect(factory?.messages).toEqual([
    { role: "user", content: prompt },
    expect.objectContaining({ role: "assistant" }),
  ]);
});

test("without texts there is nothing to learn", async () => {
  await database.query("DELETE FROM kept_contents");
  const { manifest } = await exported("third");
  expect(manifest.experts.python?.kto).toBe(undefined);
  expect(Object.keys(manifest.refused)).not.toContain("completion");
});
