import type { Prompt } from "@devflow/expert";
import type { Example } from "../../model.ts";
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
      return {
        prompt: asked(example.prompt),
        completion: answered(example.completion),
        label: example.isWanted,
      };
    case "dpo":
      return {
        prompt: asked(example.prompt),
        chosen: answered(example.chosen),
        rejected: answered(example.rejected),
      };
  }
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
