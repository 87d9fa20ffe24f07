import { ExternalError } from "@devflow/errors";
import { probing } from "../askable-expert.ts";
import { parseFindings } from "../findings/parse-findings.ts";
import type { AskableExpert } from "../model.ts";
import { draftPrompt } from "../prompts/draft-prompt.ts";

/** What an expert made of a small review. */
export interface Probe {
  /** Its answer was findings, or said that there are none. */
  isReadable: boolean;
  findings: number;
  durationMs: number;
  /** Why it is not readable, in words for people; null where it is. */
  reason: string | null;
}

/** A change with a mistake that every reviewer knows. The probe wants a readable answer, not a good one. */
const prompt = draftPrompt({
  repository: "devflow/probe",
  title: "Add the average",
  description: "",
  instructions: "",
  language: "",
  hunks: [
    {
      path: "src/average.ts",
      language: "typescript",
      rendered: [
        "   1   export const currency = 'EUR';",
        "   2 + export function average(items: number[]): number {",
        "   3 +   return items.reduce((sum, item) => sum + item, 0) / items.length;",
        "   4 + }",
      ].join("\n"),
    },
  ],
  context: [],
  facts: [],
});

/** Asks for one small review and reads the answer as a review would. Never raises for the server's failures. */
export async function probeExpert(expert: AskableExpert, signal?: AbortSignal): Promise<Probe> {
  const startedAt = performance.now();
  const took = () => Math.round(performance.now() - startedAt);
  try {
    const { text, finishReason } = await probing(expert).complete({
      ...prompt,
      maxOutputTokens: Math.min(400, expert.maxOutputTokens),
      temperature: 0,
      purpose: "probe",
      ...(signal === undefined ? {} : { signal }),
    });
    const { findings, isExplicitlyClean } = parseFindings(text);
    const isReadable = findings.length > 0 || isExplicitlyClean;
    const why =
      finishReason === "length"
        ? "it does not come to an end"
        : "it is neither findings nor NO FINDINGS";
    const reason = isReadable ? null : `the answer cannot be read: ${why}`;
    return { isReadable, findings: findings.length, durationMs: took(), reason };
  } catch (error) {
    if (!(error instanceof ExternalError)) throw error;
    return { isReadable: false, findings: 0, durationMs: took(), reason: error.message };
  }
}
