import type { FileDiff } from "@devflow/diff";
import type { DraftPromptInput } from "@devflow/expert";
import { promptInputOfGroup } from "../draft/prompt-of-group.ts";
import { groupHunks, type HunkGroup } from "./group-hunks.ts";
import { splitHunks } from "./split-hunks.ts";
import {
  tokenBudgetOf,
  type Window,
  type WordedChange,
  type WordedPolicy,
} from "./token-budget.ts";

/** What the expert would be asked about some changed code, with nothing from an index. */
export interface PlainPrompt {
  group: HunkGroup;
  input: DraftPromptInput;
}

/**
 * The prompts about one file of a change, by the functions of the review: hunks split and grouped to
 * the same budget, words cut to the same shares. Without retrieved code and facts, as for code whose
 * index is gone.
 */
export async function plainPrompts(
  file: FileDiff,
  change: Omit<WordedChange, "files">,
  policy: WordedPolicy,
  window: Window,
): Promise<PlainPrompt[]> {
  const budget = await tokenBudgetOf({ ...change, files: [file] }, policy, window);
  const { parts } = await splitHunks([file], budget, () => false);
  const words = await budget.wordsFor(file.path);
  return groupHunks(parts, budget.hunkTokens).map((group) => ({
    group,
    input: promptInputOfGroup({ ...group, context: [], facts: [], words }, change, policy),
  }));
}
