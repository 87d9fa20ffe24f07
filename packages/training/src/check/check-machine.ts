import type { Launch } from "../compile/launch-command.ts";
import type { Concern, ExpertTraining } from "../model.ts";
import type { PythonFacts } from "../python/probe.ts";

/** Traps of the machine: what the settings ask of it that it has not. */
export function checkMachine(
  expert: ExpertTraining,
  launch: Launch,
  facts: PythonFacts,
): Concern[] {
  if (launch.isCpu) return [];
  const error = (key: string, message: string): Concern => ({
    level: "error",
    key: `${expert.key}.${key}`,
    message,
  });
  if (facts.gpus.length === 0) {
    const message = `cannot be trained here: torch ${facts.packages.torch} sees no GPU; --cpu trains on processors, which is for small models`;
    return [{ level: "error", key: expert.key, message }];
  }
  const concerns: Concern[] = [];
  if (expert.loadIn4Bit && facts.packages.bitsandbytes === null) {
    const message =
      "needs bitsandbytes; `devflow train --setup` installs it on machines with a GPU";
    concerns.push(error("load_in_4bit", message));
  }
  if (expert.dtype === "bfloat16" && !facts.has_bfloat16) {
    concerns.push(error("dtype", `is bfloat16, which ${facts.gpus[0]} cannot; use float16`));
  }
  return concerns;
}
