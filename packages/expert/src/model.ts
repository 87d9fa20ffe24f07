import type { CompletionSettings, ExplanationSettings } from "@devflow/config";
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

/** What is told of a question to a model when it is over: nothing of its words. */
export interface AskedQuestion {
  model: string;
  purpose: CompletionRequest["purpose"];
  outcome: "answered" | "cancelled" | "failed";
  /** Null also of a question without an answer. */
  promptTokens: number | null;
  completionTokens: number | null;
}

/**
 * A model endpoint of which nobody has said yet who asks: its properties can be read, and there is no
 * way to ask it but {@link AskableExpert.askedBy}. So that no question goes untold.
 */
export interface AskableExpert extends Omit<Expert, "complete"> {
  /**
   * The expert for somebody. `tell` gets every question when it is over, however it ended; an answer
   * whose telling fails is none.
   */
  askedBy(tell: (question: AskedQuestion) => Promise<void>): Expert;
}

/** How the server of an expert is asked to fill in the middle. */
export type FillMode =
  /** `prompt` to /v1/completions, or raw to Ollama's own API, rendered by us; vLLM refuses `suffix`. */
  | "prompt"
  /** llama.cpp's own /infill, which renders the family's words itself. */
  | "infill";

/** Code between two texts, asked of a model that was trained to fill in the middle. */
export interface FillRequest {
  prefix: string;
  suffix: string;
  /** Files and snippets that go in front, most useful last. Those that the family cannot be shown are left out. */
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
  /** Where the answer ends, beside the family's own stops. None of them empty; they are not part of the text. */
  stops: readonly string[];
  /** Another model of the same server, for example an adapter. */
  model?: string;
  /** Longest wait for the first piece. Default: as long as for the answer. */
  firstPieceMs?: number;
  signal: AbortSignal;
}

/**
 * A piece of an answer as it comes; together they are the middle, without the family's own words and
 * what it puts around its answers. The last one says why it ended.
 */
export interface FillPiece {
  text: string;
  finishReason: "stop" | "length" | null;
  /** Of the question so far, where the server counts in time; what comes behind the end is not waited for. */
  usage?: { promptTokens: number; completionTokens: number };
}

/** One turn of a conversation. */
export interface ChatMessage {
  role: "system" | "user" | "assistant";
  content: string;
}

export interface ChatRequest {
  messages: readonly ChatMessage[];
  /** Defaults: the expert's `explanation` sampling. */
  maxOutputTokens?: number;
  temperature?: number;
  topP?: number;
  frequencyPenalty?: number;
  seed?: number;
  stops?: readonly string[];
  /** Another model of the same server, for example an adapter. */
  model?: string;
  signal: AbortSignal;
}

/** A piece of an answer as it comes, without the reasoning that some models write in front of it. */
export interface ChatPiece {
  text: string;
  /** On the last piece only. */
  finishReason: "stop" | "length" | null;
  /** On the last piece, where the server counts; null else. */
  usage: { promptTokens: number; completionTokens: number } | null;
}

/**
 * An expert for editors. Both calls stream; ending the iteration or aborting closes the request at
 * the server. They raise ExternalError (service `expert`) as `complete` does, with `expert_busy` (429)
 * where too many wait already, and the signal's reason.
 */
export interface CodeExpert {
  /** Its name in experts.yaml. */
  name: string;
  identity: ExpertIdentity;
  windowTokens: number;
  /** Null: it cannot fill in the middle, and `fill` raises UsageError; null also before `ready`. */
  fimFamily: FimFamily | null;
  fillMode: FillMode;
  /**
   * Asks the server for what the settings leave open (model, kind of server), once. Until then the
   * properties above say what is known. Raises ExternalError; `fill` and `streamChat` do it by themselves.
   */
  ready(signal?: AbortSignal): Promise<void>;
  /** Never falls back to chat. Nothing comes for code that holds a word of the family's vocabulary. */
  fill(request: FillRequest): AsyncIterable<FillPiece>;
  streamChat(request: ChatRequest): AsyncIterable<ChatPiece>;
  /** Sampling of its settings. */
  completion: Readonly<CompletionSettings>;
  explanation: Readonly<ExplanationSettings>;
  /** Never too low in practice, within microseconds; nothing is asked. */
  estimateTokens(text: string): number;
  /** Longest answer that its settings name for everything but completions; null: they name none. */
  answerTokens: number | null;
  /** Requests under way and waiting, for metrics. */
  load(): { fills: number; fillsWaiting: number; chats: number; chatsWaiting: number };
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
