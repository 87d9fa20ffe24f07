/** The word in `error.type`; OpenAI's own, as far as it has one. */
export type GatewayErrorType =
  | "invalid_request_error"
  | "authentication_error"
  | "permission_error"
  | "not_found_error"
  | "rate_limit_error"
  | "not_configured_error"
  | "unavailable_error"
  | "server_error";

export interface GatewayErrorOptions {
  /** A stable word that a client may branch on, for example `no_such_route`. */
  code: string;
  /** Becomes `Retry-After`, rounded up to seconds. */
  retryAfterMs?: number;
  headers?: Record<string, string>;
  cause?: unknown;
}

const types: Record<number, GatewayErrorType> = {
  400: "invalid_request_error",
  401: "authentication_error",
  403: "permission_error",
  404: "not_found_error",
  429: "rate_limit_error",
  501: "not_configured_error",
  502: "unavailable_error",
  503: "unavailable_error",
  504: "unavailable_error",
};

/**
 * An answer that is no success, thrown by whatever finds out. The message is for people and may be
 * shown to who asked: it never holds code, nor whether something exists that they may not see.
 */
export class GatewayError extends Error {
  override readonly name = "GatewayError";
  readonly status: number;
  readonly type: GatewayErrorType;
  readonly code: string;
  readonly retryAfterMs: number | undefined;
  readonly headers: Record<string, string>;

  constructor(status: number, message: string, options: GatewayErrorOptions) {
    super(message, { cause: options.cause });
    this.status = status;
    this.type = types[status] ?? (status < 500 ? "invalid_request_error" : "server_error");
    this.code = options.code;
    this.retryAfterMs = options.retryAfterMs;
    this.headers = options.headers ?? {};
  }
}
