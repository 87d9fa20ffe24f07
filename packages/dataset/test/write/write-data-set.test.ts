import { createHash } from "node:crypto";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { parse } from "yaml";
import type { Example, Refused, UnpairedExample } from "../../src/model.ts";
import { manifestSchema, pseudonymousPeople } from "../../src/write/index.ts";
import { generatedExample, generatedExamples } from "../support/generated-examples.ts";
import { writeExamples } from "../support/write-generated.ts";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "devflow-set-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function allOf(count: number): Promise<(Example | Refused)[]> {
  return Array.fromAsync(generatedExamples(count));
}

async function bytesOf(set: string): Promise<Record<string, string>> {
  const names = await readdir(set, { recursive: true, withFileTypes: true });
  const files = names.filter((entry) => entry.isFile());
  return Object.fromEntries(
    await Promise.all(
      files.map(async ({ parentPath, name }) => {
        const path = join(parentPath, name);
        return [path.slice(set.length + 1), await readFile(path, "utf8")] as const;
      }),
    ),
  );
}

async function linesOf(path: string): Promise<Record<string, unknown>[]> {
  const text = await readFile(join(folder, "set-1", path), "utf8");
  return text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
}

const kto = (changes: Partial<UnpairedExample>): Example => ({
  id: "kto-1",
  expert: "review",
  method: "kto",
  prompt: { system: "You review.", user: "The change." },
  completion: "NO FINDINGS",
  isWanted: true,
  decidedBy: "lines_changed",
  provenance: {
    repository: "acme/shop",
    pullNumber: 1,
    commitSha: "c0ffee",
    path: "src/a.py",
    language: "python",
    author: "anna-k",
    at: new Date("2026-03-01T10:00:00.123Z"),
    origin: "finding",
    model: "review@2026-02-01",
  },
  ...changes,
});

describe("the same examples", () => {
  test("give the same bytes, in whatever order they come", async () => {
    const examples = await allOf(300);
    const formats = ["trl", "axolotl", "llama-factory"] as const;
    await writeExamples(join(folder, "a"), examples, { formats });
    await writeExamples(join(folder, "b"), examples.toReversed(), {
      formats: formats.toReversed(),
    });
    const [a, b] = [
      await bytesOf(join(folder, "a", "set-1")),
      await bytesOf(join(folder, "b", "set-1")),
    ];
    expect(a).toEqual(b);
    expect(Object.keys(a)).toContain("llama-factory/dataset_info.json");
  });
});

describe("a data set", () => {
  test("has the digests, sizes and numbers of lines of its files in the manifest", async () => {
    const manifest = await writeExamples(folder, generatedExamples(200));
    const files = await bytesOf(join(folder, "set-1"));
    expect(manifestSchema.parse(JSON.parse(files["manifest.json"] ?? ""))).toEqual(manifest);
    delete files["manifest.json"];
    expect(manifest.files.map(({ path }) => path)).toEqual(Object.keys(files).toSorted());
    for (const { path, bytes, rows, sha256 } of manifest.files) {
      const text = files[path] ?? "";
      expect(Buffer.byteLength(text)).toBe(bytes);
      expect(createHash("sha256").update(text).digest("hex")).toBe(sha256);
      if (path.endsWith(".jsonl")) expect(text.split("\n").length - 1).toBe(rows);
    }
    expect(manifest.rows).toBe(200);
    expect(manifest.refused).toEqual({ praise: { nothing_asked: 4 } });
  });

  test("has lines as TRL wants them, with where they come from beside them", async () => {
    await writeExamples(folder, [kto({})]);
    expect(await linesOf("review/kto/train.jsonl")).toEqual([
      {
        prompt: [
          { role: "system", content: "You review." },
          { role: "user", content: "The change." },
        ],
        completion: [{ role: "assistant", content: "NO FINDINGS" }],
        label: true,
        id: "kto-1",
        expert: "review",
        origin: "finding",
        decided_by: "lines_changed",
        repository: "acme/shop",
        pull_number: 1,
        commit_sha: "c0ffee",
        path: "src/a.py",
        language: "python",
        author: "anna-k",
        model: "review@2026-02-01",
        at: "2026-03-01T10:00:00Z",
      },
    ]);
  });

  test("has the shapes of Axolotl and LLaMA-Factory where asked for", async () => {
    await writeExamples(folder, [kto({})], { formats: ["axolotl", "llama-factory"] });
    const [line] = await linesOf("axolotl/review/kto/train.jsonl");
    expect(line).toMatchObject({ system: "You review.", prompt: "The change.", label: true });
    const files = await bytesOf(join(folder, "set-1"));
    expect(parse(files["axolotl/review/kto/datasets.yaml"] ?? "")).toMatchObject({
      ...{ rl: "kto", datasets: [{ type: "chatml.ultra" }] },
    });
    expect(JSON.parse(files["llama-factory/dataset_info.json"] ?? "")).toMatchObject({
      review_kto_train: { file_name: "review/kto/train.jsonl", columns: { kto_tag: "label" } },
    });
    expect(files["review/kto/train.jsonl"]).toBeUndefined();
  });

  test("tells Axolotl to put no template around completions, and one around conversations", async () => {
    const python = { expert: "python", id: "kto-2" };
    const completion = { ...kto({}), ...python, prompt: "def total(", completion: "lines):" };
    const conversation = { ...kto({}), ...python, method: "kto_chat" as const };
    await writeExamples(folder, [completion as Example, conversation as Example], {
      formats: ["axolotl"],
    });
    const [line] = await linesOf("axolotl/python/kto/train.jsonl");
    expect(line).toMatchObject({ prompt: "def total(", completion: "lines):", label: true });
    const files = await bytesOf(join(folder, "set-1"));
    const [raw, chat] = ["kto", "kto_chat"].map((method) =>
      parse(files[`axolotl/python/${method}/datasets.yaml`] ?? ""),
    );
    const place = { path: "axolotl/python/kto/train.jsonl", ds_type: "json", split: "train" };
    expect(raw).toEqual({ rl: "kto", remove_unused_columns: false, datasets: [place] });
    expect(chat.datasets[0].type).toBe("chatml.ultra");
  });

  test("never has a pull request in two splits, over all methods", async () => {
    await writeExamples(folder, generatedExamples(600));
    const where = new Map<string, Set<string>>();
    for (const method of ["sft", "kto", "dpo"]) {
      for (const split of ["train", "validation", "test"]) {
        for (const { repository, pull_number } of await linesOf(
          `review/${method}/${split}.jsonl`,
        )) {
          const key = `${repository}#${pull_number}`;
          where.set(key, (where.get(key) ?? new Set()).add(split));
        }
      }
    }
    expect([...where.values()].every((splits) => splits.size === 1)).toBe(true);
    expect(where.size).toBeGreaterThan(100);
  });
});

describe("what is left out, and counted", () => {
  test("a prompt of a later split that an earlier one has, and the same answer to a prompt", async () => {
    const pull = (pullNumber: number, id: string, completion: string): Example => ({
      ...kto({ id, completion }),
      provenance: {
        ...kto({}).provenance,
        pullNumber,
        at: new Date(Date.UTC(2026, 0, pullNumber)),
      },
    });
    const manifest = await writeExamples(folder, [
      ...[1, 2, 3, 4].map((number) => pull(number, `a-${number}`, `answer ${number}`)),
      pull(1, "b-1", "answer 1"),
    ]);
    expect(manifest.rows).toBe(2);
    expect(manifest.refused).toEqual({
      duplicate: { same_prompt_and_answer: 1 },
      split: { prompt_in_train_too: 2 },
    });
  });

  test("what nobody can train on", async () => {
    const dpo: Example = {
      ...generatedExample(9),
      method: "dpo",
      chosen: "a",
      rejected: "a",
    } as Example;
    const manifest = await writeExamples(folder, [
      kto({ completion: " " }),
      kto({ prompt: { system: "", user: "\n" } }),
      kto({ completion: "x".repeat(1_000_001) }),
      dpo,
    ]);
    expect(manifest.refused).toEqual({
      form: { empty_answer: 1, empty_prompt: 1, equal_answers: 1, too_long: 1 },
    });
    expect(manifest.rows).toBe(0);
  });
});

test("answers lose people's names, prompts stay as they were asked", async () => {
  const prompt = { system: "You review.", user: "Thanks @anna-k, see a\ud800b" };
  const manifest = await writeExamples(
    folder,
    [kto({ prompt, completion: "title: ask @anna-k" })],
    { people: pseudonymousPeople(Buffer.alloc(32, 1), ["anna-k"]) },
  );
  const [line] = await linesOf("review/kto/train.jsonl");
  // Half a surrogate pair goes to a server as U+FFFD, and JSON readers refuse it.
  expect(line?.prompt).toMatchObject([{}, { content: "Thanks @anna-k, see a\ufffdb" }]);
  expect(JSON.stringify(line?.completion)).toMatch(/ask @person-[0-9a-f]{12}/);
  expect(line?.author).toMatch(/^person-/);
  expect(manifest.people).toEqual({
    names: "pseudonyms",
    masked_answers: 1,
    prompts_with_at_signs: 1,
  });
});

test("lengths say what training would cut and drop", async () => {
  const words = (count: number) => "word ".repeat(count);
  const manifest = await writeExamples(
    folder,
    [
      kto({ id: "fits", prompt: { system: "s", user: words(10) } }),
      kto({ id: "cut", prompt: { system: "s", user: words(40) }, completion: words(90) }),
      kto({ id: "dropped", prompt: { system: "s", user: words(200) } }),
    ],
    { maxLengthOf: () => 128 },
  );
  const tokens = manifest.experts.review?.kto?.tokens;
  expect(tokens).toMatchObject({
    counted_by: "estimate",
    counted: 3,
    cut: 1,
    dropped: 1,
    max_length: 128,
  });
});

test("a tokenizer of a server counts a sample, and the same one each time", async () => {
  const counted: string[][] = [];
  for (const name of ["a", "b"]) {
    const seen: string[] = [];
    const count = async (text: string) => {
      seen.push(text);
      return text.length;
    };
    const counter = { countedBy: "server", model: "m", count, mostExamples: 20 } as const;
    const manifest = await writeExamples(join(folder, name), generatedExamples(400), { counter });
    expect(manifest.experts.review?.kto?.tokens.counted).toBeLessThan(45);
    expect(manifest.experts.review?.kto?.tokens).toMatchObject({
      counted_by: "server",
      model: "m",
    });
    counted.push(seen);
  }
  expect(counted[0]).toEqual(counted[1]);
});

test("a source that fails, or an abort, leaves nothing behind", async () => {
  async function* failing(): AsyncGenerator<Example | Refused> {
    yield* generatedExamples(10);
    throw new Error("the database went away");
  }
  await expect(writeExamples(folder, failing())).rejects.toThrow("went away");
  expect(await readdir(folder)).toEqual([]);

  const controller = new AbortController();
  const aborted = writeExamples(folder, generatedExamples(500), {
    signal: controller.signal,
    onProgress: ({ stage }) => stage === "writing" && controller.abort(new Error("interrupted")),
  });
  await expect(aborted).rejects.toThrow("interrupted");
  expect(await readdir(folder)).toEqual([]);
});
