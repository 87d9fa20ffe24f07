import { type FileDiff, type Position, renderHunk } from "@devflow/diff";
import { parseVerdict, verifyPrompt } from "@devflow/expert";
import type { ContextItem } from "@devflow/retrieval";
import { languageOf } from "@devflow/syntax";
import type { ExpertSession } from "../expert-session.ts";
import type { Candidate } from "../model.ts";

/** Enough for a verdict and a sentence of reason. */
const verdictTokens = 128;

/** Lines of the hunk on either side of the finding that the expert sees again. */
const surroundingLines = 25;

export interface SecondLookInput {
  candidate: Candidate;
  file: FileDiff;
  position: Position;
  context: readonly ContextItem[];
  session: ExpertSession;
  signal: AbortSignal | undefined;
}

/** Why a finding is held, and whether that was an answer of the expert. */
export interface Doubt {
  reason: string;
  isAnswered: boolean;
}

/**
 * Asks the expert, in a prompt of its own, whether a colleague's finding holds. Null when it says
 * so; otherwise why the finding is held. No verdict means no comment.
 */
export async function secondLook(input: SecondLookInput): Promise<Doubt | null> {
  const completion = await input.session.ask({
    ...verifyPrompt({
      finding: { ...input.candidate, quote: input.candidate.quote ?? "" },
      hunk: {
        path: input.file.path,
        language: languageOf(input.file.path) ?? "",
        rendered: renderAround(input.file, input.position),
      },
      context: [...input.context],
    }),
    maxOutputTokens: verdictTokens,
    temperature: 0,
    purpose: "verify",
    ...(input.signal && { signal: input.signal }),
  });
  if (completion === null) {
    return { reason: "no second look: the expert was unavailable", isAnswered: false };
  }
  const { verdict, reason } = parseVerdict(completion.text);
  if (verdict === "keep") return null;
  return verdict === "drop"
    ? { reason: `refuted on second look: ${reason}`, isAnswered: true }
    : { reason: "no verdict on second look", isAnswered: true };
}

function renderAround(file: FileDiff, position: Position): string {
  const number = position.side === "RIGHT" ? "newLine" : "oldLine";
  for (const hunk of file.hunks) {
    const index = hunk.lines.findIndex((line) => line[number] === position.line);
    if (index === -1) continue;
    const height = position.line - position.startLine;
    const from = Math.max(0, index - height - surroundingLines);
    const lines = hunk.lines.slice(from, index + surroundingLines + 1);
    return renderHunk({ ...hunk, lines }, { numbered: true });
  }
  return "";
}
