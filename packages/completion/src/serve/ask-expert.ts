import type { CompletionInput, FilterCounts, Snippet } from "../model.ts";
import { distinct, type ServedAnswer } from "./answer.ts";
import { type Filled, fillOnce } from "./fill-once.ts";
import type { CompleteOptions, CompletionPorts } from "./model.ts";
import { samplingOf } from "./sampling.ts";

/** What further samples are warmer by than the first, each, so that they say something else. */
const WARMER_BY = 0.3;
const WARMEST = 1;

export interface Asking {
  input: CompletionInput;
  options: CompleteOptions;
  contextFor: CompletionPorts["contextFor"];
  contextDeadlineMs: number;
  /** Samples that are taken side by side. */
  choices: number;
  signal: AbortSignal;
  onText: (sample: number, textSoFar: string) => void;
}

/** Asks the index, as long as it may take, then the expert. */
export async function askExpert(asking: Asking): Promise<ServedAnswer> {
  const { input, options, choices, signal } = asking;
  const started = performance.now();
  const { snippets, retrieval } = await findContext(asking);
  const asked = performance.now();
  let firstText: number | null = null;
  const samples = Array.from({ length: choices }, (_, sample) =>
    fillOnce({
      ...{ ...options, input, snippets, signal },
      ...variantOf(asking, sample),
      onText: (text) => {
        firstText ??= performance.now();
        asking.onText(sample, text);
      },
    }),
  );
  const filled = await allThatCame(samples, signal);
  return {
    choices: distinct(filled.map(({ text }) => text)),
    model: options.model ?? options.expert.identity.model,
    source: "expert",
    filters: sumOf(filled.map(({ filters }) => filters)),
    retrieval,
    timings: {
      retrievalMs: retrieval === "off" ? null : asked - started,
      firstTextMs: firstText === null ? null : firstText - asked,
      expertMs: performance.now() - asked,
    },
  };
}

async function findContext({
  input,
  contextFor,
  contextDeadlineMs,
  signal,
}: Asking): Promise<{ snippets: readonly Snippet[]; retrieval: ServedAnswer["retrieval"] }> {
  const { repositoryId, language, path, prefix, suffix } = input;
  if (contextFor === undefined || repositoryId === null) return { snippets: [], retrieval: "off" };
  const place = { repositoryId, language, path, prefix, suffix };
  const found = await contextFor({ ...place, signal, deadlineMs: contextDeadlineMs });
  signal.throwIfAborted();
  if (found.isLate) return { snippets: [], retrieval: "late" };
  return { snippets: found.snippets, retrieval: found.snippets.length > 0 ? "used" : "nothing" };
}

/** The first sample as it was asked for, the others warmer and from other seeds. */
function variantOf({ input, options }: Asking, sample: number) {
  const sampling = samplingOf(input, options.expert);
  if (sample === 0) return { sampling, ...(input.seed === undefined ? {} : { seed: input.seed }) };
  const temperature = Math.min(
    Math.max(WARMEST, sampling.temperature),
    sampling.temperature + WARMER_BY * sample,
  );
  return { sampling: { ...sampling, temperature }, seed: (input.seed ?? 0) + sample };
}

/** One choice of three is better than none: a failure counts when there is nothing else. */
async function allThatCame(
  samples: readonly Promise<Filled>[],
  signal: AbortSignal,
): Promise<Filled[]> {
  const settled = await Promise.allSettled(samples);
  signal.throwIfAborted();
  const came = settled.flatMap((each) => (each.status === "fulfilled" ? [each.value] : []));
  const failed = settled.find((each) => each.status === "rejected");
  if (came.length === 0 && failed !== undefined) throw failed.reason;
  return came;
}

function sumOf(counts: readonly FilterCounts[]): FilterCounts {
  const sum: FilterCounts = {};
  for (const [reason, count] of counts.flatMap((each) => Object.entries(each))) {
    sum[reason] = (sum[reason] ?? 0) + count;
  }
  return sum;
}
