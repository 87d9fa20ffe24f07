import type { FimFamily } from "./fim/fim-families.ts";

/** Who answered: shown to people and stored with every review. */
export interface ExpertIdentity {
  url: string;
  model: string;
}

export interface CompletionRequest {
  system: string;
  user: string;
  maxOutputTokens: number;
  /** Overrides the expert's sampling default, for example 0 for verdicts. */
  temperature?: number;
  /** Another model of the same server than the expert's own, for example an adapter. */
  model?: string;
  signal?: AbortSignal;
  /** For logs and metrics. */
  purpose: "draft" | "verify" | "still_stands" | "command" | "reply" | "probe";
}

export interface Completion {
  text: string;
  /** `length` means the answer was cut at the token limit. */
  finishReason: "stop" | "length";
  promptTokens: number | null;
  completionTokens: number | null;
}

/**
 * One model endpoint. `complete` raises ExternalError (service `expert`): retryable on time-outs,
 * 429, 5xx and cut connections, after its own retries; not retryable on 4xx.
 */
export interface Expert {
  identity: ExpertIdentity;
  windowTokens: number;
  maxOutputTokens: number;
  /** The sampling default of its settings, for whoever wants other answers than the likeliest. */
  temperature?: number;
  /** Exact where the server offers a tokenizer, else an estimate that is never too low in practice. */
  countTokens(text: string): Promise<number>;
  complete(request: CompletionRequest): Promise<Completion>;
}

/** How the server of an expert is asked to fill in the middle. */
export type FillMode =
  /** `prompt` to /v1/completions, rendered by us; vLLM refuses `suffix`. */
  | "prompt"
  /** llama.cpp's own /infill, which renders the family's words itself. */
  | "infill";

/** Code between two texts, asked of a model that was trained to fill in the middle. */
export interface FillRequest {
  prefix: string;
  suffix: string;
  /** Files and snippets that go in front, most useful last. */
  files: readonly { path: string; text: string }[];
  /** Of the file that is completed, where the family shows it; null for an unsaved one. */
  path: string | null;
  /** For families that name the repository; null where it is not known. */
  repositoryName: string | null;
  maxOutputTokens: number;
  temperature: number;
  topP: number;
  frequencyPenalty: number;
  seed?: number;
  /** Where the answer ends, beside the family's own stops. */
  stops: readonly string[];
  /** Another model of the same server, for example an adapter. */
  model?: string;
  signal: AbortSignal;
}

/** A piece of an answer as it comes. The last one says why it ended. */
export interface FillPiece {
  text: string;
  finishReason: "stop" | "length" | null;
}

/**
 * An expert for a language. `fill` streams; ending the iteration or aborting ends the request at the
 * server. Raises ExternalError (service `expert`) as `complete` does; it never falls back to chat.
 */
export interface CodeExpert {
  /** Its name in experts.yaml. */
  name: string;
  identity: ExpertIdentity;
  windowTokens: number;
  /** Null: it cannot fill in the middle, and `fill` raises UsageError. */
  fimFamily: FimFamily | null;
  fillMode: FillMode;
  fill(request: FillRequest): AsyncIterable<FillPiece>;
}

export type FindingSeverity = "critical" | "high" | "medium" | "low";

/** A finding as the expert wrote it: nothing in it has been checked yet. */
export interface DraftedFinding {
  path: string | null;
  /** The line of code that the expert quotes; the position is computed from it. */
  quote: string;
  severity: FindingSeverity;
  category: string;
  title: string;
  body: string;
  suggestion: string | null;
  /** 0..1, as the expert states it; 0.5 when it does not. */
  confidence: number;
}

export interface ParsedFindings {
  findings: DraftedFinding[];
  /** True when the expert said in so many words that there is nothing to report. */
  isExplicitlyClean: boolean;
  /** Pieces that looked like findings and could not be read, by reason. */
  rejected: Record<string, number>;
}

export type Verdict = "keep" | "drop" | "none";
