import type { ParsedFindings } from "../model.ts";
import { cleanText } from "../prompts/clean-text.ts";
import { FINDING_LIMITS } from "./limits.ts";
import { count, type RawFindings } from "./raw-finding.ts";
import { readBlocks } from "./read-blocks.ts";
import { readJson } from "./read-json.ts";
import { readTable } from "./read-table.ts";
import { stripThinking } from "./strip-thinking.ts";
import { toDraftedFinding } from "./to-drafted-finding.ts";

/** A whole line of its own, so that a sentence such as `no issues with the cache, but …` is not one. */
const CLEAN_LINE =
  /^\W{0,10}(?:no[ _-]findings?|(?:there (?:are|were) )?no (?:real |significant )?(?:findings|issues|problems|bugs)(?: were)?(?: found| detected| identified| to report)|nothing to report|lgtm|looks good to me)\W{0,10}$/im;

const DIFF_LINE = /^(?:@@ |diff --git |\+\+\+ |--- |\s*\d+ [+-] )/m;

/**
 * Reads the findings out of whatever an expert answered; never throws. Nothing in a finding has
 * been checked against the code. Limits: {@link FINDING_LIMITS}. Invisible, bidirectional and
 * control characters are removed.
 *
 * @param options.finishReason as the completion gave it. With `stop`, a last finding without its
 * `END` counts as whole; without it only what is provably whole is taken.
 */
export function parseFindings(
  text: string,
  options: { finishReason?: "stop" | "length" } = {},
): ParsedFindings {
  const isCut = text.length > FINDING_LIMITS.answerCharacters;
  const answer = cleanText(stripThinking(text.slice(0, FINDING_LIMITS.answerCharacters)));
  const isWhole = options.finishReason === "stop" && !isCut;
  const blocks = readBlocks(answer, isWhole);
  const json = blocks.isLoose ? readJson(answer) : null;
  const table = blocks.isLoose ? readTable(answer) : null;
  const parsed = toFindings(
    json !== null && isBetter(json, blocks) ? json : table?.raw.length ? table : blocks,
  );
  if (isCut) count(parsed.rejected, "answer too long");
  const isEmpty = parsed.findings.length === 0;
  parsed.isExplicitlyClean = isEmpty && (CLEAN_LINE.test(answer) || json?.isEmptyList === true);
  if (isEmpty && !parsed.isExplicitlyClean && Object.keys(parsed.rejected).length === 0) {
    count(parsed.rejected, reasonForNothing(answer));
  }
  return parsed;
}

/** Keys without a `FINDING` line may be the lines of indented JSON: a quote in it decides. */
function isBetter(json: RawFindings, blocks: RawFindings): boolean {
  const hasQuote = json.raw.some((raw) => raw.fields.quote !== undefined);
  return hasQuote || (blocks.raw.length === 0 && json.raw.length > 0);
}

function toFindings(read: RawFindings): ParsedFindings {
  const parsed: ParsedFindings = {
    findings: [],
    isExplicitlyClean: false,
    rejected: { ...read.rejected },
  };
  for (const raw of read.raw) {
    if (parsed.findings.length === FINDING_LIMITS.findings) {
      count(parsed.rejected, "over the limit of findings");
      continue;
    }
    const { finding, notes } = toDraftedFinding(raw);
    if (finding !== null) parsed.findings.push(finding);
    for (const note of notes) count(parsed.rejected, note);
  }
  return parsed;
}

function reasonForNothing(answer: string): string {
  if (answer.trim() === "") return "empty answer";
  return DIFF_LINE.test(answer) ? "diff echoed" : "no finding in the answer";
}
