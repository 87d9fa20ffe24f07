import type * as z from "zod";

/** A call of a gateway's route. */
export interface GatewayCall {
  method?: "GET" | "POST";
  /** With its leading slash, for example `/v1/explain`. */
  path: string;
  /** Sent as JSON; a FormData as what it is (audio). */
  body?: unknown;
  /** Aborting closes the connection, so that the gateway stops the expert. */
  signal?: AbortSignal | undefined;
  /** How long to wait: for the whole answer, or for the next piece of a stream. */
  timeoutMs: number;
  /** Another server than the one of the settings; what comes of it says nothing of the connection. */
  server?: string;
  /** Another token than the session's: one that is being tried. */
  token?: string;
  /** False for the few routes that need no token. Default true. */
  withToken?: boolean;
}

export interface GatewayAnswer<T> {
  body: T;
  /** The model that really answered, from `X-DevFlow-Model`. */
  model: string | null;
  requestId: string | null;
  /** Where the gateway had the answer from, in its words, for example `memory` or `expert`; null where it does not say. */
  source: string | null;
  /** Milliseconds until the answer was complete, as the editor sees it. */
  elapsedMs: number;
}

/** One event of a stream (`text/event-stream`). */
export interface StreamEvent {
  /** `message` where the server names none. */
  event: string;
  data: string;
}

export interface GatewayStream {
  model: string | null;
  requestId: string | null;
  /** Ends where the server ends; throws GatewayError, or the signal's reason. */
  events: AsyncIterable<StreamEvent>;
}

/**
 * The only way to the network. Every call may be cancelled, has an end in time, and throws
 * {@link GatewayError} or, when `signal` was aborted, the signal's reason.
 */
export interface GatewayClient {
  /** The answer as JSON, parsed by `schema`. */
  ask<T>(call: GatewayCall, schema: z.ZodType<T>): Promise<GatewayAnswer<T>>;
  /** Opens a stream; pieces come through `events`. */
  open(call: GatewayCall): Promise<GatewayStream>;
}
