import { axolotl } from "./axolotl.ts";
import type { Format, FormatName } from "./format.ts";
import { llamaFactory } from "./llama-factory.ts";
import { trl } from "./trl.ts";

/** Every format that there is a writer for. */
export const formats: Readonly<Record<FormatName, Format>> = {
  trl,
  axolotl,
  "llama-factory": llamaFactory,
};
