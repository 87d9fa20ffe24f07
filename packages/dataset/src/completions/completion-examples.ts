import { createHash } from "node:crypto";
import {
  estimateTokens,
  FIM_LIMITS,
  type FimFamily,
  renderFim,
  renderFimAnswer,
} from "@devflow/expert";
import { languageOf } from "@devflow/syntax";
import { linesBefore, linesBehind } from "../code/fill-in-the-middle.ts";
import { labelledExamples } from "../code/labelled-examples.ts";
import { expertOf } from "../code/make-example.ts";
import { leastTokens, NearDuplicates } from "../code/near-duplicates.ts";
import type { PathRules } from "../code/path-rules.ts";
import { secretSpans } from "../code/secret-spans.ts";
import type {
  CompletionLabel,
  FillInTheMiddleExample,
  Provenance,
  Refused,
  UnpairedExample,
} from "../model.ts";
import { labelOf } from "./label-of.ts";
import type { CompletionRecord } from "./model.ts";

/** Why no example came of a completion. Closed: the manifest counts by it. */
export const completionReasons = [
  ...["not shown", "not answered", "taken in part", "not looked at again", "half kept"],
  ...[
    "no repository",
    "no grammar",
    "holds a credential",
    "special token",
    "too long",
    "near duplicate",
  ],
] as const;

export interface CompletionExampleOptions {
  /** Whose words the prompts are made of. */
  fimFamily: FimFamily;
  /** What of a repository may be learned from; null where it is not known or cannot be read. */
  rulesOf(repository: string): Promise<PathRules | null>;
}

type Answered = FillInTheMiddleExample | UnpairedExample | Refused;

/** Lines before the cursor that tell two completions of one text apart. */
const contextLines = 3;

/**
 * Examples of what people did with completions, for the expert of each language: one that was accepted and
 * stayed is right (`fim`) and wanted (`kto`); one that was dismissed or taken out again is unwanted. What
 * nobody decided about is no example. As typing goes on the same is often completed again: once is enough.
 */
export function completionExamples(
  records: AsyncIterable<CompletionRecord>,
  options: CompletionExampleOptions,
): AsyncGenerator<Answered> {
  return labelledExamples(records, {
    labelOf: ({ outcome }) => labelOf(outcome),
    exampleOf: (record, label) => exampleOf(record, label, options),
    seen: () => new Seen(),
    formsOf: bothOf,
    refused,
  });
}

async function exampleOf(
  record: CompletionRecord,
  { decidedBy }: { decidedBy: CompletionLabel },
  { fimFamily, rulesOf }: CompletionExampleOptions,
): Promise<FillInTheMiddleExample | Refused> {
  const { repository, path } = record;
  const rules = repository === null ? null : await rulesOf(repository);
  if (repository === null || path === null || rules === null) return refused("no repository");
  const language = languageOf(path);
  if (language === null) return refused("no grammar");
  const prefix = linesBefore(unix(record.prefix), FIM_LIMITS.prefixTokens);
  const suffix = linesBehind(unix(record.suffix), FIM_LIMITS.suffixTokens);
  const middle = unix(record.text);
  const ruled = rules.refusalOf(path, unix(record.prefix));
  if (ruled !== null) return { ...ruled, filter: ruled.filter.replace("code", "completion") };
  if ((await secretSpans(`${prefix}${middle}${suffix}`)).length > 0)
    return refused("holds a credential");
  if (estimateTokens(middle) > FIM_LIMITS.middleTokens) return refused("too long");
  const prompt = renderFim(fimFamily, { prefix, suffix });
  if (prompt === null || renderFim(fimFamily, { prefix: middle, suffix: "" }) === null) {
    return refused("special token");
  }
  const { author, at, model } = record;
  const provenance: Provenance = {
    ...{ repository, pullNumber: null, commitSha: "", path, language, author, at, model },
    origin: "completion",
  };
  const completion = renderFimAnswer(fimFamily, middle);
  const base = { id: `completion-${digest(record.id)}`, expert: expertOf(language), decidedBy };
  return { ...base, provenance, method: "fim", prompt, completion };
}

function* bothOf(
  example: FillInTheMiddleExample,
  isWanted: boolean,
): Generator<FillInTheMiddleExample | UnpairedExample> {
  if (isWanted) yield example;
  yield { ...example, method: "kto", isWanted };
}

/** What was there before, of one label. */
class Seen {
  readonly #near = new NearDuplicates();
  readonly #exact = new Set<string>();

  add({ path, prefix, text }: CompletionRecord): boolean {
    const before = unix(prefix).split("\n").slice(-contextLines).join("\n");
    const code = `${before}${unix(text)}`;
    // Typed on or not, it is the same line.
    const key = digest(`${path}\n${code}`);
    if (this.#exact.has(key)) return true;
    this.#exact.add(key);
    return estimateTokens(code) >= leastTokens && this.#near.add(code);
  }
}

function refused(reason: (typeof completionReasons)[number]): Refused {
  return { filter: "completion", reason };
}

function unix(text: string): string {
  return text.replace(/\r\n?/g, "\n");
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 24);
}
