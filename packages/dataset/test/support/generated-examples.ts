import type { Example, ExampleOrigin, Provenance, Refused, SignalKind } from "../../src/model.ts";

const WORDS =
  "the value may be null when request comes twice so that list is read after it was closed and caller never sees error returns early without lock holds file descriptor index out of range timeout retry user session token cache stale".split(
    " ",
  );
const LANGUAGES = ["python", "typescript", "go", "java"] as const;
const DECIDED: readonly SignalKind[] = [
  "suggestion_committed",
  "lines_changed",
  "resolved_by_fix",
  "dismissed",
];

/** Numbers that depend on the seed only: 0..1. */
function chance(seed: number): () => number {
  let state = (seed * 2_654_435_761 + 1) >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/**
 * Examples as a team of a few repositories gives them, by their number only: reviews with 1 to 7 kB
 * of prompt, code with 0.5 to 4 kB. Every 50th item is a refused one.
 */
export async function* generatedExamples(
  count: number,
  seed = 1,
): AsyncGenerator<Example | Refused> {
  for (let index = 0; index < count; index += 1) {
    if (index % 50 === 49) yield { filter: "praise", reason: "nothing_asked" };
    yield generatedExample(index, seed);
  }
}

/** The example of this number. */
export function generatedExample(index: number, seed = 1): Example {
  const next = chance(index * 31 + seed);
  const kind = index % 10;
  if (kind < 4) return code(index, next);
  const language = pick(LANGUAGES, next);
  const pullNumber = 1 + Math.floor(index / 12);
  const provenance = {
    ...at(index, language),
    pullNumber,
    author: `dev-${index % 23}`,
    model: "review@2026-10-01",
  };
  const prompt = {
    system: SYSTEM,
    user: `repository: acme/shop-${index % 5}\n\n${codeText(800 + next() * 6_000, next)}\n${index}`,
  };
  const base = { id: `review-${index}`, expert: "review", prompt } as const;
  if (kind < 6) {
    const isSilent = kind === 4;
    return {
      ...base,
      method: "sft",
      completion: isSilent ? "NO FINDINGS" : finding(provenance.path, next),
      decidedBy: isSilent ? null : "lines_changed",
      provenance: { ...provenance, origin: isSilent ? "silence" : "finding" },
    };
  }
  if (kind < 9) {
    const decidedBy = pick(DECIDED, next);
    return {
      ...base,
      method: "kto",
      completion: finding(provenance.path, next),
      isWanted: decidedBy !== "dismissed",
      decidedBy,
      provenance: { ...provenance, origin: "finding" },
    };
  }
  return {
    ...base,
    method: "dpo",
    chosen: finding(provenance.path, next),
    rejected: finding(provenance.path, next),
    decidedBy: "human_comment_led_to_change",
    provenance: { ...provenance, origin: "human_comment" },
  };
}

const SYSTEM = "You review code changes as a careful senior engineer. ".repeat(20).trim();

function code(index: number, next: () => number): Example {
  const language = pick(LANGUAGES, next);
  const origin: ExampleOrigin = index % 2 === 0 ? "fill_in_the_middle" : "documented_function";
  const provenance = { ...at(index, language), origin };
  const base = { id: `code-${index}`, expert: language, decidedBy: null, provenance } as const;
  const answer = codeText(60 + next() * 600, next);
  if (index % 2 === 0) {
    return {
      ...base,
      method: "fim",
      prompt: `<PRE> ${codeText(300 + next() * 2_500, next)}${index} <SUF>${codeText(200 + next() * 900, next)} <MID>`,
      completion: answer,
    };
  }
  return {
    ...base,
    method: "sft",
    prompt: { system: "You write code.", user: `${codeText(200 + next() * 600, next)}${index}` },
    completion: answer,
  };
}

function at(index: number, language: string): Provenance {
  return {
    repository: `acme/shop-${index % 5}`,
    pullNumber: null,
    commitSha: (index % 5).toString(16).repeat(40).slice(0, 40),
    path: `src/${language}/part-${index % 997}/file-${index % 9_973}.${language}`,
    language,
    author: null,
    at: new Date(Date.UTC(2026, 0, 1) + index * 60_000),
    origin: "finding",
    model: null,
  };
}

function finding(path: string, next: () => number): string {
  const quote = codeText(40, next).replaceAll("\n", " ").replaceAll("`", "'");
  return `FINDING\nfile: ${path}\nline: \`${quote}\`\nseverity: high\ncategory: correctness\ntitle: ${sentence(6, next)}\nwhy: ${sentence(30, next)}\nconfidence: 0.8\nEND`;
}

function sentence(words: number, next: () => number): string {
  return `${Array.from({ length: words }, () => pick(WORDS, next)).join(" ")}.`;
}

/** About so many characters that look like code. */
function codeText(characters: number, next: () => number): string {
  const lines: string[] = [];
  for (let length = 0; length < characters; ) {
    const [name, other] = [pick(WORDS, next), pick(WORDS, next)];
    const line = `    const ${name} = await ${other}(${Math.floor(next() * 1_000)}, { ${name}, "${other}": ${name}[${Math.floor(next() * 9)}] });`;
    lines.push(line);
    length += line.length + 1;
  }
  return lines.join("\n");
}

function pick<T>(items: readonly T[], next: () => number): T {
  const item = items[Math.floor(next() * items.length)];
  if (item === undefined) throw new Error("nothing to pick from");
  return item;
}
