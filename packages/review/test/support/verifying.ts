import { defaultExpertSettings } from "@devflow/config";
import { createExpert, type Expert } from "@devflow/expert";
import { createLogger } from "@devflow/logging";
import { type ScriptOption, startModelServer } from "@devflow/testkit/model-server";
import { Counts } from "../../src/counts.ts";
import { ExpertSession } from "../../src/expert-session.ts";
import { priorFilter } from "../../src/filter/prior.ts";
import type { Candidate, PathPolicy } from "../../src/model.ts";
import { cacheFileTexts } from "../../src/scope/file-texts.ts";
import { type VerifyInput, verifyCandidates } from "../../src/verify/verify-candidates.ts";
import { addedFile, policyWith } from "../builders.ts";

const logger = createLogger({ level: "silent" });
export const source = `export function average(items: number[]): number {
  const total = items.reduce((sum, item) => sum + item, 0);
  return total / items.length;
}
`;

export function candidate(overrides: Partial<Candidate> = {}): Candidate {
  return {
    path: "src/cart.ts",
    source: "expert",
    severity: "high",
    category: "correctness",
    title: "Division by zero for an empty cart",
    body: "`items.length` is 0 for a new cart.",
    suggestion: null,
    confidence: 0.9,
    votes: 1,
    passes: 1,
    quote: "return total / items.length;",
    position: null,
    hunkIndex: 0,
    seenLines: null,
    facts: [],
    ...overrides,
  };
}

export interface Setup extends Partial<VerifyInput> {
  path?: Partial<PathPolicy>;
  texts_?: Record<string, string>;
  expert?: Expert;
}

export async function verify(candidates: Candidate[], setup: Setup = {}) {
  const files = setup.files ?? [addedFile("src/cart.ts", source)];
  const texts: Record<string, string> = setup.texts_ ?? { "src/cart.ts": source };
  const readFile = async (side: "base" | "head", path: string) =>
    side === "head" ? (texts[path] ?? null) : null;
  const counts = new Counts();
  const verified = await verifyCandidates({
    candidates,
    files,
    texts: cacheFileTexts(readFile),
    policy: policyWith(setup.path),
    readFile,
    index: null,
    contextOf: () => [],
    session: setup.expert === undefined ? null : new ExpertSession(setup.expert),
    filter: priorFilter,
    counts,
    signal: undefined,
    onProgress: () => {},
    ...setup,
  });
  return { ...verified, counts: counts.toRecord() };
}

export async function verifyWith(script: ScriptOption, candidates: Candidate[], setup: Setup = {}) {
  await using server = await startModelServer({ script });
  const settings = { ...defaultExpertSettings(server.url, "scripted"), retries: 0 };
  const verified = await verify(candidates, { ...setup, expert: createExpert(settings, logger) });
  return { ...verified, requests: [...server.requests] };
}

export const rule = (overrides: Partial<Candidate> = {}) =>
  candidate({
    source: "rule:js-division",
    quote: null,
    position: { side: "RIGHT", startLine: 3, line: 3 },
    ...overrides,
  });
