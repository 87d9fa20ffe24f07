import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { defaultConfigFile, loadTrainingConfig } from "../src/index.ts";

const folder = mkdtempSync(join(tmpdir(), "devflow-training-"));
afterAll(() => rmSync(folder, { recursive: true }));

function load(text: string) {
  const file = join(folder, "training_config.yaml");
  writeFileSync(file, text);
  return loadTrainingConfig(file);
}

function problemsOf(text: string): string {
  try {
    load(text);
  } catch (error) {
    return String(error);
  }
  throw new Error("the file has no problem");
}

describe("training_config.yaml", () => {
  test("the one on board names the four experts, the filter and the embedder", () => {
    const config = loadTrainingConfig(defaultConfigFile);
    expect(
      config.experts.map(({ key, steps }) => [key, steps.map(({ method }) => method)]),
    ).toEqual([
      ["review_expert", ["sft", "kto"]],
      ["python_expert", ["fim", "sft", "kto", "kto_chat"]],
      ["typescript_expert", ["fim", "sft", "kto", "kto_chat"]],
      ["go_expert", ["fim", "sft", "kto", "kto_chat"]],
    ]);
    expect(config.filter).toEqual({ repository: null });
    expect(config.embedder?.pairsPerSource).toBe(20_000);
  });

  test("an expert goes before the defaults, and those before what is built in", () => {
    const [expert] = load(`
defaults: { base: org/base, epochs: 5, lora: { r: 8 }, kto: { beta: 0.2 } }
models:
  java_expert:
    { methods: [kto_chat, kto, sft], learning_rate: 1.0e-4, lora: { alpha: 64 }, kto_chat: { epochs: 2 } }
`).experts;
    expect(expert).toMatchObject({ expert: "java", base: "org/base", lora: { r: 8, alpha: 64 } });
    expect(expert?.steps).toMatchObject([
      { method: "sft", epochs: 5, learningRate: 1e-4, batchSize: 1 },
      { method: "kto", epochs: 1, learningRate: 5e-6, batchSize: 2, beta: 0.2 },
      { method: "kto_chat", epochs: 2, learningRate: 5e-6, batchSize: 2, beta: 0.2 },
    ]);
  });

  test("an unknown key is told with the one that was probably meant", () => {
    expect(problemsOf("models: { review_expert: { base: a/b, epoch: 3 } }")).toMatch(
      /line 1, models.review_expert.epoch: is not known, probably epochs is meant/,
    );
  });

  test.each([
    ["max_seq_length: 2048", "is now max_length"],
    ["use_dora: true", "vLLM refuses such adapters"],
    ["modules_to_save: [lm_head]", "vLLM refuses such adapters"],
    ["use_peft: false", "is always true here"],
  ])("%s is answered with what to do instead", (line, answer) => {
    expect(problemsOf(`models:\n  review_expert:\n    base: a/b\n    ${line}\n`)).toContain(answer);
  });

  test("a missing base, a wrong value and a wrong name are told together", () => {
    const told = problemsOf(
      "models:\n  review_expert: { epochs: many }\n  reviewer: { base: a/b }\n",
    );
    expect(told).toContain('models.review_expert.epochs: is "many". Right: a number above 0');
    expect(told).toContain("models.reviewer");
  });
});
