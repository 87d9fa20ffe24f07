import type { VerbName } from "@devflow/commands";
import { ask, explain } from "./answers/ask.ts";
import { describe } from "./answers/describe.ts";
import { documentFunctions } from "./answers/docs.ts";
import { fix } from "./answers/fix.ts";
import { improve } from "./answers/improve.ts";
import { writeTests } from "./answers/test.ts";
import type { Answer, ExpertRun } from "./command-run.ts";

/** The commands that ask the expert. */
export const expertAnswerers = {
  describe,
  ask,
  explain,
  test: writeTests,
  docs: documentFunctions,
  improve,
  fix,
} satisfies Partial<Record<VerbName, (run: ExpertRun) => Promise<Answer>>>;

export type ExpertVerb = keyof typeof expertAnswerers;

export function isExpertVerb(verb: VerbName): verb is ExpertVerb {
  return Object.hasOwn(expertAnswerers, verb);
}
