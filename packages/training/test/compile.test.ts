import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { launchCommand } from "../src/compile/launch-command.ts";
import { loadTrainingConfig, oneProcess, planTraining } from "../src/index.ts";

const folder = mkdtempSync(join(tmpdir(), "devflow-training-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** An export with as many rows as asked for, and a plan of a training on it. */
async function plan(
  settings: string,
  rows: Record<string, readonly object[]>,
  options: { isCpu?: boolean; tokens?: object } = {},
) {
  const exported = mkdtempSync(join(folder, "export-"));
  const experts = options.tokens && { review: { sft: { tokens: { total: options.tokens } } } };
  writeFileSync(join(exported, "manifest.json"), JSON.stringify({ id: "x", experts }));
  for (const [method, some] of Object.entries(rows)) {
    const place = join(exported, "review", method);
    mkdirSync(place, { recursive: true });
    const text = some.map((row) => `${JSON.stringify(row)}\n`).join("");
    for (const split of ["train", "validation", "test"]) {
      writeFileSync(join(place, `${split}.jsonl`), text);
    }
  }
  const file = join(exported, "training_config.yaml");
  writeFileSync(
    file,
    `models:\n  review_expert: { ${settings.includes("base:") ? "" : "base: org/base, "}${settings} }\n`,
  );
  const [expert] = loadTrainingConfig(file).experts;
  const launch = { ...oneProcess, isCpu: options.isCpu ?? false, processes: null };
  const planned = await planTraining(expert!, exported, launch, () => "/out/work");
  const texts = planned.concerns.map(({ level, key, message }) => `${level}: ${key} ${message}`);
  const yaml = planned.steps.map((step) => step.yaml.replaceAll(exported, "/export"));
  return { ...planned, texts, yaml };
}

const many = Array.from({ length: 60 }, (_, index) => ({ label: index % 2 === 0 }));

describe("the YAML of TRL", () => {
  test("sft, with everything that TRL's defaults get wrong", async () => {
    const { yaml } = await plan("methods: [sft]", { sft: many });
    expect(yaml[0]).toMatchInlineSnapshot(`
      "# review_expert, sft: trl sft --config <this file> (TRL 1.13.0)
      model_name_or_path: org/base
      dtype: bfloat16
      bf16: true
      fp16: false
      use_cpu: false
      dataset_name: /export/review/sft
      dataset_train_split: train
      dataset_test_split: validation
      eval_strategy: steps
      eval_steps: 100
      use_peft: true
      lora_r: 16
      lora_alpha: 32
      lora_dropout: 0.05
      lora_target_modules: [ q_proj, k_proj, v_proj, o_proj, gate_proj, up_proj, down_proj ]
      completion_only_loss: true
      max_length: 8192
      learning_rate: 0.0002
      num_train_epochs: 2
      per_device_train_batch_size: 1
      per_device_eval_batch_size: 1
      gradient_accumulation_steps: 16
      gradient_checkpointing: true
      lr_scheduler_type: cosine
      warmup_steps: 0.03
      logging_steps: 10
      save_strategy: steps
      save_steps: 100
      save_total_limit: 2
      report_to: none
      seed: 42
      data_seed: 42
      output_dir: /out/work/1-sft
      "
    `);
  });

  test("kto in four bits, and dpo, go on with the adapter of the step before", async () => {
    const planned = await plan("methods: [sft, kto, dpo], load_in_4bit: true", {
      sft: many,
      kto: many,
      dpo: many,
    });
    expect(planned.yaml[1]).toMatchInlineSnapshot(`
      "# review_expert, kto: trl kto --config <this file> (TRL 1.13.0)
      model_name_or_path: org/base
      dtype: bfloat16
      bf16: true
      fp16: false
      use_cpu: false
      dataset_name: /export/review/kto
      dataset_train_split: train
      dataset_test_split: validation
      eval_strategy: steps
      eval_steps: 100
      use_peft: true
      lora_r: 16
      lora_alpha: 32
      lora_dropout: 0.05
      lora_target_modules: [ q_proj, k_proj, v_proj, o_proj, gate_proj, up_proj, down_proj ]
      load_in_4bit: true
      bnb_4bit_quant_type: nf4
      use_bnb_nested_quant: true
      beta: 0.1
      desirable_weight: 1
      undesirable_weight: 1
      max_length: 8192
      learning_rate: 0.000005
      num_train_epochs: 1
      per_device_train_batch_size: 2
      per_device_eval_batch_size: 2
      gradient_accumulation_steps: 8
      gradient_checkpointing: true
      lr_scheduler_type: cosine
      warmup_steps: 0.03
      logging_steps: 10
      save_strategy: steps
      save_steps: 100
      save_total_limit: 2
      report_to: none
      seed: 42
      data_seed: 42
      output_dir: /out/work/2-kto
      "
    `);
    expect(planned.yaml[2]).toMatch(/\nbeta: 0.1\nloss_type: \[ sigmoid \]\nlabel_smoothing: 0\n/);
    expect(planned.steps[2]?.command.slice(-2)).toEqual(["--adapter", "/out/work/2-kto"]);
    expect(planned.steps[0]?.command).not.toContain("--adapter");
  });

  test("every file trains LoRA, and never what vLLM refuses", async () => {
    const { steps } = await plan("methods: [fim, sft, kto, dpo]", {
      fim: many,
      sft: many,
      kto: many,
      dpo: many,
    });
    for (const { config } of steps) {
      expect(config.use_peft).toBe(true);
      expect(Object.keys(config)).not.toContain("lora_modules_to_save");
      expect(Object.keys(config)).not.toContain("use_dora");
    }
  });
});

describe("traps", () => {
  test.each([
    ["lora: { r: 64, alpha: 64 }", /warning: .*lora.r is 64.*--max-lora-rank 64/],
    ["lora: { r: 20 }", /--max-lora-rank 32/],
    ["learning_rate: 2.0e-5", /warning: .*learning_rate is 0.00002, as for training a whole model/],
    ["learning_rate: 0.01", /more than LoRA usually stands/],
    ["methods: [kto], kto: { batch_size: 1 }", /error: review_expert.kto.batch_size is 1/],
    [
      "methods: [kto_chat], kto: { batch_size: 1 }",
      /error: review_expert.kto_chat.batch_size is 1/,
    ],
    ["methods: [kto], chat_template: x.jinja", /error: review_expert.chat_template/],
    ["base: ./nowhere", /error: review_expert.base .* has no config.json/],
    ["methods: [sft, dpo]", /warning: review_expert.dpo is left out: .*dpo has no rows/],
    ["methods: [dpo]", /error: review_expert has no examples/],
  ])("%s", async (settings, message) => {
    const { texts } = await plan(settings, { sft: many, kto: many, kto_chat: many });
    expect(texts.join("\n")).toMatch(message);
  });

  test("labels of one kind only end it, rare ones are told", async () => {
    const one = await plan("methods: [kto]", { kto: many.map(() => ({ label: true })) });
    expect(one.texts.join()).toContain("error: review_expert.kto has no unwanted answer");
    const chat = await plan("methods: [kto_chat]", {
      kto_chat: many.map(() => ({ label: false })),
    });
    expect(chat.texts.join()).toContain("error: review_expert.kto_chat has no wanted answer");
    const rare = await plan("methods: [kto]", {
      kto: many.map((_, index) => ({ label: index > 1 })),
    });
    expect(rare.texts.join()).toContain("58 wanted and 2 unwanted");
  });

  test("a base without a chat template is enough for completions, and for nothing else", async () => {
    const base = join(folder, "completing");
    mkdirSync(base, { recursive: true });
    writeFileSync(join(base, "config.json"), "{}");
    const strings = many.map((row) => ({ ...row, prompt: "def f", completion: "oo" }));
    const settings = `methods: [fim, kto, kto_chat], base: ${JSON.stringify(base)}`;
    const completions = await plan(settings, { fim: strings, kto: strings });
    expect(completions.texts.filter((text) => text.startsWith("error"))).toEqual([]);
    const chats = await plan(settings, { fim: strings, kto: strings, kto_chat: many });
    expect(chats.texts.join()).toContain("error: review_expert.base");
    expect(chats.steps.map(({ name }) => name)).toEqual(["1-fim", "2-kto", "3-kto_chat"]);
    expect(chats.steps[2]?.command).toContain("kto");
    expect(chats.steps[2]?.command.slice(-2)).toEqual(["--adapter", "/out/work/2-kto"]);
  });

  test("labels that are words are no labels", async () => {
    const { texts } = await plan("methods: [kto]", {
      kto: many.map(() => ({ label: "accepted" })),
    });
    expect(texts.join()).toContain("error: review_expert.kto has no wanted answer");
  });

  test("answers that max_length cuts off are told from the manifest", async () => {
    const tokens = { p50: 900, p90: 5_000, p99: 9_000, max: 20_000 };
    const long = await plan("max_length: 4096", { sft: many }, { tokens });
    expect(long.texts.join()).toContain(
      "at least 10 % of its examples longer than max_length 4096",
    );
    const enough = await plan("max_length: 16384", { sft: many }, { tokens });
    expect(enough.texts).toEqual([]);
  });

  test("what is no export is said to be none", async () => {
    const file = join(folder, "training_config.yaml");
    writeFileSync(file, "models: { review_expert: { base: a/b } }");
    const [expert] = loadTrainingConfig(file).experts;
    await expect(planTraining(expert!, folder, oneProcess, () => "")).rejects.toThrow(
      /has no manifest.json/,
    );
  });
});

describe("what starts a step", () => {
  const start = (launch: object) =>
    launchCommand({ ...oneProcess, ...launch }, "step.py", ["sft"]).join(" ");

  test("one process on a CPU is Python, several are torchrun's", () => {
    expect(start({})).toBe("python step.py sft");
    expect(start({ processes: 2 })).toBe("torchrun --standalone --nproc_per_node=2 step.py sft");
  });

  test("GPUs are accelerate's, on one machine or several", () => {
    const gpu = { isCpu: false, processes: null };
    expect(start(gpu)).toBe("accelerate launch step.py sft");
    expect(start({ ...gpu, processes: 4 })).toBe(
      "accelerate launch --multi_gpu --num_processes=4 step.py sft",
    );
    expect(
      start({ ...gpu, processes: 16, machines: 2, machineRank: 1, mainAddress: "10.0.0.1" }),
    ).toBe(
      "accelerate launch --multi_gpu --num_processes=16 --num_machines=2 --machine_rank=1 --main_process_ip=10.0.0.1 --main_process_port=29500 step.py sft",
    );
  });
});
