import type { ExpertOutcome } from "../model.ts";
import { safeCode } from "./safe-markdown.ts";

/** What a review took, and what made it. */
export interface RunFacts {
  expert: ExpertOutcome;
  /** Of DevFlow. */
  version: string;
  durationMs: number;
  tokens: { prompt: number; completion: number };
}

/** One small line: who read it, with what version, how long it took and what it cost. */
export function renderRunFacts(facts: RunFacts): string {
  const { expert, tokens } = facts;
  const isAsked = expert.state === "used" || expert.state === "unavailable";
  const who = isAsked ? safeCode(expert.identity.model) : "rules only";
  const spent = tokens.prompt + tokens.completion;
  const parts = [
    who,
    `DevFlow ${safeCode(facts.version).slice(1, -1)}`,
    duration(facts.durationMs),
    ...(spent === 0 ? [] : [`${spent.toLocaleString("en-US")} tokens`]),
  ];
  return `<sub>${parts.join(" · ")}</sub>`;
}

function duration(ms: number): string {
  const seconds = ms / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 120) return `${Math.round(seconds)} s`;
  return `${Math.round(seconds / 60)} min`;
}
