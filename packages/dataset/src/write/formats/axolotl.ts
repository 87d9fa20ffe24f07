import type { Example } from "../../model.ts";
import {
  type Format,
  folderName,
  type Line,
  provenanceColumns,
  type WrittenPart,
} from "./format.ts";
import { conversation, preference } from "./trl.ts";

/** As Axolotl reads them; `datasets.yaml` beside the files is what its configuration wants. */
export const axolotl: Format = {
  name: "axolotl",
  folderOf: (expert, method) => `axolotl/${folderName(expert)}/${method}`,
  lineOf: (example) => ({ ...trained(example), ...provenanceColumns(example) }),
  extraFiles: (written) =>
    written
      .filter(({ split }) => split === "train")
      .map((part) => ({
        path: part.path.replace(/train\.jsonl$/, "datasets.yaml"),
        text: configuration(part, hasValidation(written, part.path)),
      })),
};

function trained(example: Example): Line {
  switch (example.method) {
    case "sft":
      return { messages: conversation(example.prompt, example.completion) };
    case "fim":
      return {
        segments: [
          { label: false, text: example.prompt },
          { label: true, text: example.completion },
        ],
      };
    case "kto":
    case "kto_chat":
      return {
        system: typeof example.prompt === "string" ? "" : example.prompt.system,
        prompt: typeof example.prompt === "string" ? example.prompt : example.prompt.user,
        completion: example.completion,
        label: example.isWanted,
      };
    case "dpo":
      return preference(example);
  }
}

const TYPES: Readonly<Record<Example["method"], readonly string[]>> = {
  sft: ["type: chat_template", "field_messages: messages", "roles_to_train: [assistant]"],
  fim: ["type: input_output"],
  kto: ["type: chatml.ultra"],
  kto_chat: ["type: chatml.ultra"],
  dpo: ["type: chat_template.default"],
};

const LABELLED =
  "# Axolotl has no KTO by the chat template of the base model: chatml.ultra or llama3.ultra.\nrl: kto\nremove_unused_columns: false\n";

const BEFORE: Readonly<Record<Example["method"], string>> = {
  sft: "train_on_inputs: false\n",
  fim: "train_on_inputs: false\n",
  kto: LABELLED,
  kto_chat: LABELLED,
  dpo: "rl: dpo\n",
};

/**
 * What a language's expert is asked are completions, without any template around them. A set without a type is
 * taken as it is by Axolotl from 0.10 on; a type of one's own ends every release before 0.18 with an error
 * (read in its `utils/data/rl.py` and `prompt_strategies/kto/user_defined.py`).
 */
const RAW_BEFORE =
  "# Needs Axolotl 0.10 or newer: without a type, prompt and completion are taken as they are.\nrl: kto\nremove_unused_columns: false\n";

function configuration({ expert, method, path }: WrittenPart, hasTest: boolean): string {
  const isRaw = method === "kto" && expert !== "review";
  const type = isRaw ? [] : TYPES[method];
  const entry = (key: string, file: string) =>
    `${key}:\n  - path: ${JSON.stringify(file)}\n    ds_type: json\n    split: train\n${type.map((line) => `    ${line}\n`).join("")}`;
  const test = hasTest
    ? entry("test_datasets", path.replace(/train\.jsonl$/, "validation.jsonl"))
    : "";
  return `# For the configuration of Axolotl; paths are from the folder of the data set.\n${isRaw ? RAW_BEFORE : BEFORE[method]}${entry("datasets", path)}${test}`;
}

function hasValidation(written: readonly { path: string }[], trainPath: string): boolean {
  const wanted = trainPath.replace(/train\.jsonl$/, "validation.jsonl");
  return written.some(({ path }) => path === wanted);
}
