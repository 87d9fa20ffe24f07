import type { Verdict } from "../model.ts";
import { cleanLine, cleanText } from "../prompts/clean-text.ts";
import { FINDING_LIMITS } from "./limits.ts";
import { stripThinking } from "./strip-thinking.ts";

const VERDICT_LINE =
  /^[\s>*_`#"-]{0,10}(?:(?:verdict|answer|decision)\W{1,6})?(KEEP|DROP)[*_`"]{0,4}\s{0,3}(?:[:.,–—-]\s*(.*))?$/i;
const JSON_VERDICT = /"(?:verdict|decision|answer)"\s{0,5}:\s{0,5}"(keep|drop)"/i;
const JSON_REASON = /"reason"\s{0,5}:\s{0,5}"([^"\n]{0,1000})"/i;

/**
 * The expert's second look: `keep` or `drop` with its reason. Anything unclear is `none`: no word,
 * both words, a question echoed back. The caller treats `none` as no comment.
 */
export function parseVerdict(text: string): { verdict: Verdict; reason: string } {
  const answer = cleanText(stripThinking(text.slice(0, FINDING_LIMITS.answerCharacters)));
  const found = answer
    .split("\n")
    .map((line) => VERDICT_LINE.exec(line.trimEnd()))
    .filter((match) => match !== null)
    .map((match) => ({ verdict: asVerdict(match[1] ?? ""), reason: match[2] ?? "" }));
  const json = JSON_VERDICT.exec(answer);
  if (json !== null) {
    found.push({ verdict: asVerdict(json[1] ?? ""), reason: JSON_REASON.exec(answer)?.[1] ?? "" });
  }
  const first = found[0];
  if (first === undefined || found.some((other) => other.verdict !== first.verdict)) {
    return { verdict: "none", reason: "" };
  }
  const reason = found.find((each) => each.reason !== "")?.reason ?? "";
  return { verdict: first.verdict, reason: cleanLine(reason, FINDING_LIMITS.reasonCharacters) };
}

function asVerdict(word: string): Verdict {
  return word.toLowerCase() === "keep" ? "keep" : "drop";
}
