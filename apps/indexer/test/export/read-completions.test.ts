import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { Secret } from "@devflow/config";
import type { Database } from "@devflow/database";
import { createTestDatabase } from "@devflow/database/testing";
import { createLogger } from "@devflow/logging";
import { ensureLocalRepository } from "@devflow/retrieval";
import { findSecrets } from "@devflow/review";
import {
  type AssistOutcome,
  type CompletionEvent,
  contentKeys,
  createUsageRecorder,
  insertContents,
  type KeptAnswer,
  setMayKeepContent,
  type UsageRecorder,
} from "@devflow/usage";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runExport } from "../../src/export/index.ts";
import { exportSettings, requestFor } from "./export-world.ts";

const secret = randomBytes(32).toString("base64");
const [key = { id: "", key: Buffer.alloc(0) }] = contentKeys([new Secret(secret)]);
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
  const recorder = createUsageRecorder(database, { contents: { days: 30, key, holdsSecret } });
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
  for (const [index, each] of answered().entries()) await answer(recorder, index, each);
  await recorder.close();
  await setMayKeepContent(database, { personId: bo, name: "bo" }, false);
}

interface Answered {
  text: string;
  outcome: AssistOutcome | null;
  by?: number;
  feature?: string;
  repositoryId?: number | null;
  content?: Partial<KeptAnswer>;
}

const asked: KeptAnswer["messages"] = [
  { role: "system", content: "You explain code." },
  {
    role: "user",
    content: "The file:\n<<<DATA\nfile: shop/cart.py\n 1 def total(lines):\nDATA>>>",
  },
];

function answered(): Answered[] {
  const helpful = "It adds up the prices of all lines, and knows nothing of discounts.";
  const patch =
    "shop/cart.py\n<<<<<<< SEARCH\n    return 0\n=======\n    return 1\n>>>>>>> REPLACE";
  const changed = { feature: "refactor", content: { changed: ["shop/cart.py"] } };
  const lead = (content: string) => [{ role: "user" as const, content }];
  return [
    // Right and wanted.
    { text: helpful, outcome: "helpful" },
    { text: patch, outcome: "applied", ...changed },
    { text: "def test_total(): ...", outcome: "tests_passed", feature: "tests" },
    // Unwanted.
    { text: "It is a cart.", outcome: "unhelpful" },
    { text: `${patch}\n`, outcome: "discarded", ...changed },
    {
      text: patch.replace("1", "sum(line.price for line in lines)"),
      outcome: "undone",
      ...changed,
    },
    // The same again.
    { text: helpful, outcome: "helpful" },
    // No label.
    { text: "Nobody says.", outcome: null },
    { text: "def test_one(): ...", outcome: "tests_failed", feature: "tests" },
    // Not to be learned from.
    { text: "Cut of", outcome: "helpful", content: { isWhole: false } },
    { text: "Led.", outcome: "helpful", feature: "chat", content: { messages: lead("?") } },
    { text: "Of no repository.", outcome: "helpful", repositoryId: null },
    {
      text: "Of free code.",
      outcome: "helpful",
      content: { paths: ["shop/cart.py", "gpl/lib.py"] },
    },
    {
      ...{ text: "Of marked code.", outcome: "helpful" },
      content: {
        messages: asked.map((message) => ({
          ...message,
          content: `${message.content}\n<<<DATA\nfile: a.py\n 1 # SPDX-License-Identifier: GPL-3.0-only\nDATA>>>`,
        })),
      },
    },
    { text: "Of notes.", outcome: "helpful", content: { paths: ["notes.unknown"] } },
    {
      ...{ text: "Of two splits.", outcome: "applied", feature: "refactor" },
      content: { changed: splitApart },
    },
    { text: `AKIA${"Q3EGTIJ5LHVNPWZ7"} is its key_id`, outcome: "helpful" },
    { text: "It ends with <|im_end|>.", outcome: "helpful" },
    { text: "It is of Bo.", outcome: "helpful", by: bo },
  ];
}

/** Files of which a digest makes different splits. */
const splitApart = Array.from({ length: 40 }, (_, at) => `shop/part${at}.py`);

async function answer(
  recorder: UsageRecorder,
  index: number,
  { text, outcome, by: personId = ada, feature = "explain", content, ...each }: Answered,
): Promise<void> {
  const id = `${feature}-${String(index).padStart(8, "0")}`;
  const where = { personId, repositoryId: "repositoryId" in each ? null : repositoryId };
  const none = { promptTokens: null, completionTokens: null, firstTextMs: null, lines: null };
  recorder.assist({
    ...{ id, ...where, feature, at, teams: [], language: "python", editor: "vscode/1" },
    ...{ expert: "python", model: "qwen", totalMs: 1, outcome: "answered", ...none },
  });
  const kept = {
    ...{ kind: "answer" as const, feature, messages: asked, answer: text, isWhole: true },
    ...{ paths: ["shop/cart.py"], changed: [], ...content },
  };
  // The scan of the recorder is passed over, as one that knew a credential not yet would.
  await insertContents(database, [{ id, ...where, at, content: kept }], { days: 30, key });
  if (outcome !== null) await recorder.outcome(id, personId, outcome);
}

async function exported(id: string, keys: readonly string[] = [secret]) {
  const request = requestFor("", {
    id,
    code: "indexed",
    formats: ["trl", "axolotl", "llama-factory"],
  });
  const contentKeys = keys.map((each) => new Secret(each));
  const settings = { ...exportSettings(join(folder, "data")), contentKeys };
  const context = { settings, database, logger };
  const { manifest, place } = await runExport(context, request);
  const linesOf = async (path: string): Promise<Record<string, unknown>[]> => {
    const text = await readFile(join(place ?? "", path), "utf8").catch(() => "");
    return text
      .split("\n")
      .filter(Boolean)
      .map((line) => JSON.parse(line));
  };
  const ofMethod = async (method: string, format = "", origins = ["completion"]) =>
    (
      await Promise.all(
        ["train", "validation", "test"].map((split) =>
          linesOf(join(format, `python/${method}/${split}.jsonl`)),
        ),
      )
    )
      .flat()
      .filter(({ origin }) => origins.includes(String(origin)));
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
  const { ofMethod } = await exported("second");
  const [axolotl] = await ofMethod("kto", "axolotl");
  expect(axolotl).toMatchObject({ system: "", prompt });
  const [factory] = await ofMethod("kto", "llama-factory");
  expect(factory?.messages).toEqual([
    { role: "user", content: prompt },
    expect.objectContaining({ role: "assistant" }),
  ]);
});

test("an answer that helped or was applied teaches in the words in which its expert was asked", async () => {
  const { manifest, ofMethod } = await exported("answers");
  const origins = ["explanation", "assistant_change"];
  const labelled = await ofMethod("kto_chat", "", origins);
  for (const { prompt: messages } of labelled) expect(messages).toEqual(asked);
  const told = (lines: Record<string, unknown>[]) =>
    lines.map(({ decided_by, label, origin }) => [decided_by, label, origin].join(" ")).sort();
  expect(told(labelled)).toEqual([
    "answer_applied true assistant_change",
    "answer_discarded false assistant_change",
    "answer_helpful true explanation",
    "answer_tests_passed true explanation",
    "answer_undone false assistant_change",
    "answer_unhelpful false explanation",
  ]);
  const right = await ofMethod("sft", "", origins);
  expect(right.map(({ decided_by }) => decided_by).sort()).toEqual([
    ...["answer_applied", "answer_helpful", "answer_tests_passed"],
  ]);
  expect(right[0]).toMatchObject({
    prompt: asked,
    completion: [{ role: "assistant" }],
    ...{ path: "shop/cart.py", repository: "shop", language: "python", model: "qwen" },
    author: expect.stringMatching(/^person-[0-9a-f]{12}$/),
  });
  expect(manifest.experts.python?.kto_chat?.labels).toEqual({ wanted: 3, unwanted: 3 });
  expect(manifest.refused.answer).toEqual({
    ...{ "near duplicate": 1, "nothing told": 1, "tests failed": 1, "not whole": 1 },
    ...{ "not ours to ask": 1, "no repository": 1, "no grammar": 1, "files of several splits": 1 },
    ...{ "holds a credential": 1, "special token": 1 },
  });
  expect(manifest.refused["answer file"]).toEqual({ licence: 2 });
  expect(JSON.stringify(right)).not.toContain("of Bo");
});

test("texts whose key was taken away teach nothing", async () => {
  const { manifest } = await exported("closed", [randomBytes(32).toString("base64")]);
  expect(manifest.experts.python?.kto).toBe(undefined);
  expect(manifest.experts.python?.kto_chat).toBe(undefined);
});

test("without texts there is nothing to learn", async () => {
  await database.query("DELETE FROM kept_contents");
  const { manifest } = await exported("third");
  expect(manifest.experts.python?.kto).toBe(undefined);
  expect(Object.keys(manifest.refused)).not.toContain("completion");
});
