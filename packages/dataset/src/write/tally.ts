import type { Example, Refused, Split } from "../model.ts";
import type { Manifest, ManifestPart } from "./manifest.ts";
import { LengthHistogram, type TokenCounter, type TokenLength } from "./token-lengths.ts";

type Counts = Record<string, number>;

/** What is counted of one expert and method while its examples are written. */
class PartTally {
  readonly rows: Record<Split, number> = { train: 0, validation: 0, test: 0 };
  readonly labels = { wanted: 0, unwanted: 0 };
  readonly decidedBy: Counts = {};
  readonly origins: Counts = {};
  readonly languages: Counts = {};
  readonly models: Counts = {};
  readonly prompt = new LengthHistogram();
  readonly completion = new LengthHistogram();
  readonly total = new LengthHistogram();
  rerendered = 0;
  counted = 0;
  cut = 0;
  dropped = 0;
}

interface RepositoryTally {
  rows: number;
  codeCommits: Set<string>;
  fromMs: number;
  toMs: number;
}

/** Counts what a manifest says. Its memory does not grow with the number of examples. */
export class Tally {
  readonly #parts = new Map<string, Map<Example["method"], PartTally>>();
  readonly #repositories = new Map<string, RepositoryTally>();
  readonly #refused: Record<string, Counts> = {};
  readonly #counter: TokenCounter;
  readonly #maxLengthOf: (expert: string, method: Example["method"]) => number;
  rows = 0;
  maskedAnswers = 0;
  promptsWithAtSigns = 0;

  constructor(
    counter: TokenCounter,
    maxLengthOf: (expert: string, method: Example["method"]) => number,
  ) {
    this.#counter = counter;
    this.#maxLengthOf = maxLengthOf;
  }

  refuse({ filter, reason }: Refused): void {
    const reasons = this.#refused[filter] ?? {};
    this.#refused[filter] = reasons;
    add(reasons, reason);
  }

  add(example: Example, split: Split): void {
    const { provenance, decidedBy, expert, method } = example;
    const part = this.#partOf(expert, method);
    this.rows += 1;
    part.rows[split] += 1;
    if (example.isRerendered === true) part.rerendered += 1;
    if ("isWanted" in example) part.labels[example.isWanted ? "wanted" : "unwanted"] += 1;
    add(part.decidedBy, decidedBy ?? "none");
    add(part.origins, provenance.origin);
    add(part.languages, provenance.language ?? "none");
    add(part.models, provenance.model ?? "none");
    this.#addRepository(example);
  }

  addLength({ expert, method }: Example, { prompt, completion }: TokenLength): void {
    const part = this.#partOf(expert, method);
    const maxLength = this.#maxLengthOf(expert, method);
    part.counted += 1;
    part.prompt.add(prompt);
    part.completion.add(completion);
    part.total.add(prompt + completion);
    if (prompt >= maxLength) part.dropped += 1;
    else if (prompt + completion > maxLength) part.cut += 1;
  }

  experts(): Manifest["experts"] {
    return sorted(this.#parts, (methods, expert) =>
      sorted(methods, (part, method) => this.#toPart(part, expert, method)),
    );
  }

  refused(): Manifest["refused"] {
    return sorted(Object.entries(this.#refused), sortedCounts);
  }

  repositories(pullsOf: (repository: string) => number): Manifest["repositories"] {
    return sorted(this.#repositories, ({ rows, codeCommits, fromMs, toMs }, repository) => ({
      rows,
      pull_requests: pullsOf(repository),
      code_commits: [...codeCommits].sort(),
      from: new Date(fromMs).toISOString(),
      to: new Date(toMs).toISOString(),
    }));
  }

  #partOf(expert: string, method: Example["method"]): PartTally {
    const methods = this.#parts.get(expert) ?? new Map<Example["method"], PartTally>();
    this.#parts.set(expert, methods);
    const part = methods.get(method) ?? new PartTally();
    methods.set(method, part);
    return part;
  }

  #addRepository({ provenance }: Example): void {
    const { repository, pullNumber, commitSha, at } = provenance;
    const atMs = at.getTime();
    const tally = this.#repositories.get(repository) ?? {
      rows: 0,
      codeCommits: new Set<string>(),
      fromMs: atMs,
      toMs: atMs,
    };
    this.#repositories.set(repository, tally);
    tally.rows += 1;
    // Code is read at one commit; of reviews every example has its own.
    if (pullNumber === null && commitSha !== "") tally.codeCommits.add(commitSha);
    tally.fromMs = Math.min(tally.fromMs, atMs);
    tally.toMs = Math.max(tally.toMs, atMs);
  }

  #toPart(part: PartTally, expert: string, method: Example["method"]): ManifestPart {
    return {
      rows: part.rows,
      labels: method === "kto" || method === "kto_chat" ? part.labels : null,
      decided_by: sortedCounts(part.decidedBy),
      origins: sortedCounts(part.origins),
      languages: sortedCounts(part.languages),
      models: sortedCounts(part.models),
      rerendered: part.rerendered,
      tokens: {
        counted_by: this.#counter.countedBy,
        model: this.#counter.model,
        counted: part.counted,
        prompt: part.prompt.quantiles(),
        completion: part.completion.quantiles(),
        total: part.total.quantiles(),
        max_length: this.#maxLengthOf(expert, method),
        cut: part.cut,
        dropped: part.dropped,
      },
    };
  }
}

function add(counts: Counts, key: string): void {
  counts[key] = (counts[key] ?? 0) + 1;
}

/** The same order whatever came first: a manifest is the same for the same database. */
function sorted<K extends string, V, T>(
  entries: Iterable<readonly [K, V]>,
  of: (value: V, key: K) => T,
): Record<string, T> {
  const inOrder = [...entries].sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(inOrder.map(([key, value]) => [key, of(value, key)]));
}

function sortedCounts(counts: Counts): Counts {
  return sorted(Object.entries(counts), (count) => count);
}
