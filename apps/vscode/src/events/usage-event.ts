/** What became of a completion: ids, lengths and times, never its text. */
export interface UsageEvent {
  type: "view" | "select" | "dismiss" | "partial" | "retained";
  completionId: string;
  choiceIndex: number;
  viewId: string;
  /** Since it was shown; for `retained` since it was accepted. */
  elapsedMs: number;
  acceptedChars?: number;
  acceptedLines?: number;
  /** 0..1 of the accepted text. */
  retainedShare?: number;
  /** With `view`: from sending the request to its answer. */
  clientMs?: number;
}

/** The gateway takes a day: a laptop that slept, or a clock that was set, must not cost the batch. */
const mostElapsedMs = 86_400_000;

/** The same in the words of `POST /v1/events`, which are those of Tabby's clients and some more. */
export function wireEventOf(event: UsageEvent): Record<string, unknown> {
  return {
    type: event.type,
    completion_id: event.completionId,
    choice_index: event.choiceIndex,
    view_id: event.viewId,
    elapsed: Math.min(mostElapsedMs, Math.max(0, Math.round(event.elapsedMs))),
    ...(event.acceptedChars === undefined ? {} : { accepted_chars: event.acceptedChars }),
    ...(event.acceptedLines === undefined ? {} : { accepted_lines: event.acceptedLines }),
    ...(event.retainedShare === undefined
      ? {}
      : { retained_share: Math.round(event.retainedShare * 1_000) / 1_000 }),
    ...(event.clientMs === undefined ? {} : { client_ms: Math.round(event.clientMs) }),
  };
}
