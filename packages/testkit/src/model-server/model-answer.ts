import { type DraftedFinding, NO_FINDINGS, renderFindings } from "@devflow/expert";

/** What the scripted server does with one request. */
export type ModelAnswer =
  | { kind: "text"; text: string; finishReason: string }
  /** Pieces as they are sent; a promise among them is waited for before the next one goes out. */
  | { kind: "stream"; pieces: readonly StreamedPiece[]; finishReason: string | null }
  | ServerAnswer;

/** A text, or something that a test brings about, for example a delay that it ends by itself. */
export type StreamedPiece = string | PromiseLike<unknown>;

/** What a server may do with a request of any kind. */
export type ServerAnswer =
  /** A body as it is, with this status: errors, HTML of a proxy, broken JSON. */
  | { kind: "raw"; status: number; headers: Record<string, string>; body: string }
  /** No byte until the client goes away. */
  | { kind: "hang" }
  /** Headers and half of a body, then the socket is destroyed. */
  | { kind: "cut" };

/** Text as the model's whole answer. */
export function text(content: string, finishReason = "stop"): ModelAnswer {
  return { kind: "text", text: content, finishReason };
}

/**
 * A streamed answer, piece by piece. Promises hold it back until they settle, so that a test decides
 * when something comes. A request that wants no stream gets the pieces together.
 *
 * @param finishReason null: the stream ends without saying why, as when a server is stopped
 */
export function streamed(
  pieces: readonly StreamedPiece[],
  finishReason: string | null = "stop",
): ModelAnswer {
  return { kind: "stream", pieces, finishReason };
}

/** Findings in the form that the draft prompt asks for; what is not given has a default. */
export function findings(drafted: readonly Partial<DraftedFinding>[]): ModelAnswer {
  return text(renderFindings(drafted.map(completeFinding)));
}

/** A whole finding around the given fields. */
export function completeFinding(fields: Partial<DraftedFinding>): DraftedFinding {
  return {
    path: null,
    quote: "",
    severity: "medium",
    category: "correctness",
    title: "A scripted problem",
    body: "The scripted model reports this line.",
    suggestion: null,
    confidence: 0.9,
    ...fields,
  };
}

/** The answer that there is nothing to report. */
export function clean(): ModelAnswer {
  return text(NO_FINDINGS);
}

/** The second look's answer. */
export function verdict(word: "keep" | "drop", reason = "scripted"): ModelAnswer {
  return text(`${word.toUpperCase()}: ${reason}`);
}

/** What a small model says when it has lost the thread: the diff again, and half a thought. */
export function garbage(): ModelAnswer {
  return text("@@ -1,2 +1,2 @@\n-old line\n+new line\n\nAs an AI model, I think {that this");
}

/** Two findings, the second cut off at the token limit. */
export function truncated(drafted: Partial<DraftedFinding> = {}): ModelAnswer {
  const whole = renderFindings([completeFinding(drafted), completeFinding(drafted)]);
  return text(whole.slice(0, whole.lastIndexOf("category:")), "length");
}

/** Nothing until the client aborts or the server closes. */
export function slow(): ServerAnswer {
  return { kind: "hang" };
}

/** An error in OpenAI's shape. */
export function status(
  code: number,
  options: { retryAfter?: string; type?: string } = {},
): ServerAnswer {
  const headers: Record<string, string> = { "content-type": "application/json" };
  if (options.retryAfter !== undefined) headers["retry-after"] = options.retryAfter;
  const error = {
    message: "scripted failure",
    type: options.type ?? null,
    code: null,
    param: null,
  };
  return { kind: "raw", status: code, headers, body: JSON.stringify({ error }) };
}

/** A body as it is, for everything that is not a completion. */
export function raw(body: string, code = 200, contentType = "application/json"): ServerAnswer {
  return { kind: "raw", status: code, headers: { "content-type": contentType }, body };
}

/** The connection breaks in the middle of the answer. */
export function cutConnection(): ServerAnswer {
  return { kind: "cut" };
}
