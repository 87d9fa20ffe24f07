import type { Candidate, Held } from "../../model.ts";
import { type Fact, lineAt } from "./fact.ts";

/** What rules and the secret scan found in a file: the new hits, and those that stood there before. */
export function ruleFacts(
  path: string,
  candidates: readonly Candidate[],
  held: readonly Held[],
): Fact[] {
  const hits = candidates
    .filter((candidate) => candidate.path === path && candidate.source !== "expert")
    .flatMap(({ position, title }): Fact[] => {
      if (position === null) return [];
      return [{ kind: "rule", text: `line ${position.line}: ${title}, a rule says`, at: position }];
    });
  const former = held
    .filter((each) => each.path === path && each.source.startsWith("rule:"))
    .flatMap(({ line, title, reason }): Fact[] => {
      if (line === null) return [];
      return [
        {
          kind: "former rule",
          text: `line ${line}: ${title}, a rule says; ${reason}`,
          at: lineAt("RIGHT", line),
        },
      ];
    });
  return [...hits, ...former];
}
