import { pathFilter, type ReviewPolicy } from "@devflow/review";
import type { Memory } from "./memories.ts";

/** Characters of remembered rules for one path; the newest are kept. */
const maxCharacters = 1_500;

/** The policy with what people asked to remember before the team's instructions for each path. */
export function withMemories(policy: ReviewPolicy, memories: readonly Memory[]): ReviewPolicy {
  if (memories.length === 0) return policy;
  const rules = memories.map(({ text, paths }) => ({
    text,
    appliesTo: paths.length === 0 ? () => true : pathFilter([{ folder: "", patterns: paths }]),
  }));
  return {
    ...policy,
    forPath(path) {
      const own = policy.forPath(path);
      const remembered = bounded(rules.filter(({ appliesTo }) => appliesTo(path)));
      const parts = [remembered, own.instructions].filter((part) => part !== "");
      return { ...own, instructions: parts.join("\n\n") };
    },
  };
}

function bounded(rules: readonly { text: string }[]): string {
  const lines: string[] = [];
  let room = maxCharacters;
  for (const { text } of rules) {
    room -= text.length + 3;
    if (room < 0) break;
    lines.push(`- ${text}`);
  }
  return lines.join("\n");
}
