/** What went wrong, in kinds that one reacts to differently. */
export type GatewayFault =
  /** No server address is set. */
  | "not_configured"
  /** No token, or the gateway does not accept it (any more). */
  | "signed_out"
  /** No connection: network, proxy, certificate, or nothing listens there. */
  | "offline"
  | "timed_out"
  /** 429: too many requests, or the quota is used up. */
  | "limited"
  /** 501: no expert is configured for it. */
  | "not_available"
  /** Any other 4xx: the message says what to change. */
  | "refused"
  /** 5xx. */
  | "failed"
  /** An answer that is not what the gateway promises, for example a proxy's page. */
  | "unexpected";

export interface GatewayErrorOptions {
  fault: GatewayFault;
  status?: number;
  /** The gateway's own word, as in `{"error": {"code"}}`. */
  code?: string | null;
  retryAfterMs?: number | null;
  requestId?: string | null;
  cause?: unknown;
}

/** A call to the gateway that gave no answer. Its message is fit to be shown to a person. */
export class GatewayError extends Error {
  override readonly name = "GatewayError";
  readonly fault: GatewayFault;
  readonly status: number | null;
  readonly code: string | null;
  readonly retryAfterMs: number | null;
  /** For whoever reads the server's log. */
  readonly requestId: string | null;

  constructor(message: string, options: GatewayErrorOptions) {
    super(message, { cause: options.cause });
    this.fault = options.fault;
    this.status = options.status ?? null;
    this.code = options.code ?? null;
    this.retryAfterMs = options.retryAfterMs ?? null;
    this.requestId = options.requestId ?? null;
  }
}
