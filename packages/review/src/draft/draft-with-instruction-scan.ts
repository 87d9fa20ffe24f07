import type { FileDiff } from "@devflow/diff";
import { isProse } from "../context/prose-path.ts";
import type { Candidate, ReviewPolicy, Severity } from "../model.ts";
import {
  findInstructions,
  type InstructionHit,
  type InstructionRuleId,
} from "./instructions/find-instructions.ts";
import { isPromptPath, isTextPath } from "./instructions/speaking-paths.ts";
import { staticCandidate } from "./static-candidate.ts";

/**
 * Added lines that hide something or speak to a reviewer. Whoever writes such a line wants a
 * review to go wrong, so it is told to people, and it needs no expert to be found. Only added lines
 * are looked at: what stood there before is not the author's.
 */
export function draftWithInstructionScan(file: FileDiff, policy: ReviewPolicy): Candidate[] {
  const { disabledRules, ruleSeverities } = policy.forPath(file.path);
  const added = file.hunks
    .flatMap(({ lines }) => lines)
    .flatMap(({ kind, newLine, text }) =>
      kind === "added" && newLine !== null ? [{ number: newLine, text }] : [],
    );
  const isCode = !isProse(file.path) && !isTextPath(file.path);
  const hits = findInstructions(
    added.map(({ text }) => text),
    { isCode, isPrompt: isPromptPath(file.path), isPhp: file.path.endsWith(".php") },
  );
  return hits.flatMap((hit) => {
    const line = added[hit.index];
    if (line === undefined || disabledRules.has(hit.id)) return [];
    const candidate = candidateOf(file.path, hit, line.number, isCode);
    return [{ ...candidate, severity: ruleSeverities.get(hit.id) ?? candidate.severity }];
  });
}

interface Words {
  severity: Severity;
  title: string;
  body: string;
}

const words: Record<Exclude<InstructionRuleId, "hidden-characters">, Words> = {
  "instructions-to-reviewer": {
    severity: "medium",
    title: "This line speaks to a reviewer or a model, not to readers of the code",
    body: "It tells whoever reviews the change what to do, which is how prompt injections are written. Nothing of it was obeyed. Ask the author why it is there, and take it out if it has no use of its own.",
  },
  "prompt-control-words": {
    severity: "medium",
    title: "This line imitates the frame of a model's prompt",
    body: "Control words of chat templates, data markers and the form of a finding have no use in a comment; they are there to end the text that a model takes for material. Nothing of it was obeyed. Take it out if it has no use of its own.",
  },
};

function wordsFor({ id, hidden }: InstructionHit, isCode: boolean): Words {
  if (id !== "hidden-characters") return words[id];
  const points = hidden?.codePoints.join(", ") ?? "";
  const severity = isCode ? "high" : "medium";
  return hidden?.kind === "reorders"
    ? {
        severity,
        title: `Bidirectional characters make this line read differently than it runs (${points})`,
        body: "An override, or an embedding that is not closed on its line, shows the characters in another order than a compiler reads them (CVE-2021-42574, CWE-1007). Remove them, or write them as escapes.",
      }
    : {
        severity,
        title: `This line holds characters that nobody sees (${points})`,
        body: "Compilers and models read them, people do not (CWE-1007): two names that look alike may differ, and text can hide in them. Remove them, or write them as escapes where they are meant.",
      };
}

function candidateOf(path: string, hit: InstructionHit, line: number, isCode: boolean): Candidate {
  return staticCandidate({
    path,
    source: `rule:${hit.id}`,
    ...wordsFor(hit, isCode),
    category: "security",
    position: { side: "RIGHT", startLine: line, line },
  });
}
