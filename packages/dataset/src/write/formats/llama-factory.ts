import type { ConversationExample, Example, UnpairedExample } from "../../model.ts";
import {
  type Format,
  folderName,
  type Line,
  provenanceColumns,
  type WrittenPart,
} from "./format.ts";
import { conversation, preference } from "./trl.ts";

const ROOT = "llama-factory";

/** As LLaMA-Factory reads them: `dataset_dir: <data set>/llama-factory`, data sets by name. */
export const llamaFactory: Format = {
  name: "llama-factory",
  folderOf: (expert, method) => `${ROOT}/${folderName(expert)}/${method}`,
  lineOf: (example) => ({ ...trained(example), ...provenanceColumns(example) }),
  extraFiles: (written) => [
    {
      path: `${ROOT}/dataset_info.json`,
      text: `${JSON.stringify(Object.fromEntries(written.map(entryOf)), null, 2)}\n`,
    },
  ],
};

function trained(example: Example): Line {
  switch (example.method) {
    case "sft":
      return { messages: conversation(example.prompt, example.completion) };
    case "fim":
      return { prompt: example.prompt, response: example.completion };
    case "kto":
    case "kto_chat":
      return {
        messages: unpaired(example),
        label: example.isWanted,
      };
    case "dpo":
      return preference(example);
  }
}

/** Of a completion only with `template: empty`, as for `fim`. */
function unpaired({ prompt, completion }: UnpairedExample | ConversationExample) {
  if (typeof prompt !== "string") return conversation(prompt, completion);
  return [
    { role: "user", content: prompt },
    { role: "assistant", content: completion },
  ];
}

const TAGS = {
  role_tag: "role",
  content_tag: "content",
  user_tag: "user",
  assistant_tag: "assistant",
  system_tag: "system",
} as const;

const LABELLED: Line = {
  formatting: "sharegpt",
  columns: { messages: "messages", kto_tag: "label" },
  tags: TAGS,
};

const SHAPES: Readonly<Record<Example["method"], Line>> = {
  sft: { formatting: "sharegpt", columns: { messages: "messages" }, tags: TAGS },
  // Only with `template: empty`: any other puts a chat around it.
  fim: { formatting: "alpaca", columns: { prompt: "prompt", response: "response" } },
  kto: LABELLED,
  kto_chat: LABELLED,
  dpo: {
    formatting: "sharegpt",
    ranking: true,
    columns: { messages: "messages", chosen: "chosen", rejected: "rejected" },
    tags: TAGS,
  },
};

function entryOf({ expert, method, split, path }: WrittenPart): [string, Line] {
  return [
    `${folderName(expert)}_${method}_${split}`,
    { file_name: path.slice(ROOT.length + 1), ...SHAPES[method] },
  ];
}
