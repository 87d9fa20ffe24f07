import type { Prompt } from "@devflow/expert";
import type {
  ConversationExample,
  Example,
  PreferenceExample,
  UnpairedExample,
} from "../../model.ts";
import { type Format, folderName, type Line, provenanceColumns } from "./format.ts";

/** As TRL 1.13 reads them; the loss is on the completion. At the top of the data set. */
export const trl: Format = {
  name: "trl",
  folderOf: (expert, method) => `${folderName(expert)}/${method}`,
  lineOf: (example) => ({ ...trained(example), ...provenanceColumns(example) }),
  extraFiles: () => [],
};

function trained(example: Example): Line {
  switch (example.method) {
    case "sft":
      return { prompt: asked(example.prompt), completion: answered(example.completion) };
    case "fim":
      return { prompt: example.prompt, completion: example.completion };
    case "kto":
    case "kto_chat":
      return { ...unpaired(example), label: example.isWanted };
    case "dpo":
      return {
        prompt: asked(example.prompt),
        chosen: answered(example.chosen),
        rejected: answered(example.rejected),
      };
  }
}

/** A completion's strings are no messages: without a chat template, as for `fim`. */
function unpaired({ prompt, completion }: UnpairedExample | ConversationExample): Line {
  if (typeof prompt === "string") return { prompt, completion };
  return { prompt: asked(prompt), completion: answered(completion) };
}

/** The messages that production sends, in its order. */
export function asked({ system, user }: Prompt) {
  return [
    { role: "system", content: system },
    { role: "user", content: user },
  ];
}

function answered(content: string) {
  return [{ role: "assistant", content }];
}

/** A whole conversation, for formats that know its last message as the answer. */
export function conversation(prompt: Prompt, completion: string) {
  return [...asked(prompt), ...answered(completion)];
}

/** A pair of answers to one conversation, for formats that want single messages. */
export function preference({ prompt, chosen, rejected }: PreferenceExample): Line {
  return {
    messages: asked(prompt),
    chosen: { role: "assistant", content: chosen },
    rejected: { role: "assistant", content: rejected },
  };
}
