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
