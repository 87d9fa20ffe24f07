import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { UsageError } from "@devflow/errors";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { openOnnxEmbedder } from "../src/index.ts";
import { calls } from "./support/fake-transformers.mjs";

const modulePath = join(import.meta.dirname, "support", "fake-transformers.mjs");
const prefixes = { query: "query:", document: "" };

let folder: string;
let modelFolder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "devflow-onnx-"));
  modelFolder = join(folder, "letters");
  mkdirSync(join(modelFolder, "onnx"), { recursive: true });
  mkdirSync(join(modelFolder, "1_Pooling"));
  writeFileSync(join(modelFolder, "config.json"), "{}");
  writeFileSync(join(modelFolder, "tokenizer.json"), "{}");
  writeFileSync(join(modelFolder, "onnx", "model_quantized.onnx"), "weights");
  writeFileSync(
    join(modelFolder, "1_Pooling", "config.json"),
    '{"pooling_mode_cls_token": true, "pooling_mode_mean_tokens": false}',
  );
});
afterAll(() => rmSync(folder, { recursive: true }));
beforeEach(() => {
  calls.length = 0;
});

const open = (changes: Partial<Parameters<typeof openOnnxEmbedder>[0]> = {}) =>
  openOnnxEmbedder({ modelFolder, dimensions: 4, prefixes, modulePath, ...changes });

describe("a model of this machine", () => {
  test("is loaded from its folder only, as it was exported and pooled", async () => {
    await open();
    const options = { dtype: "q8" };
    expect(calls[0]).toEqual({ task: "feature-extraction", model: "letters", options });
    expect(calls[1]).toMatchObject({ wish: { pooling: "cls", normalize: true } });
  });

  test("gives a vector a text in order, in runs of sixteen, with the prefix of its kind", async () => {
    const embedder = await open();
    const texts = Array.from({ length: 20 }, (_, index) => "x".repeat(index + 1));
    const vectors = await embedder.embed(texts, { kind: "document" });
    expect(vectors.map((vector) => vector.indexOf(1))).toEqual(texts.map((t) => t.length % 4));
    await embedder.embed(["where"], { kind: "query" });
    expect(calls.slice(2).map(({ texts: run }) => run.length)).toEqual([16, 4, 1]);
    expect(calls.at(-1)?.texts).toEqual(["query: where"]);
  });

  test("names its space by its content", async () => {
    const { id } = await open();
    expect((await open({ prefixes: { query: "other", document: "" } })).id).toBe(id);
    expect((await open({ prefixes: { query: "", document: "passage:" } })).id).not.toBe(id);
    writeFileSync(join(modelFolder, "onnx", "model_quantized.onnx"), "other weights");
    expect((await open()).id).not.toBe(id);
  });

  test("of another size than configured is refused with the right number", async () => {
    const error = await open({ dimensions: 8 }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(UsageError);
    expect(error).toMatchObject({ nextStep: "Set EMBEDDER_DIMENSIONS=4." });
  });

  test("that is not there is named", async () => {
    const missing = join(folder, "missing");
    await expect(open({ modelFolder: missing })).rejects.toThrow(`${missing} holds no ONNX model`);
  });

  test("without the package says what to install", async () => {
    const error = await openOnnxEmbedder({ modelFolder, dimensions: 4, prefixes }).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(UsageError);
    expect(error).toMatchObject({
      nextStep: expect.stringContaining("npm install --no-save --ignore-scripts @huggingface"),
    });
  });
});
