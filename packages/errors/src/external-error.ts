/** Systems outside our process whose failures are expected. */
export type ExternalService =
  | "github"
  | "expert"
  | "embedder"
  | "database"
  | "queue"
  | "git"
  | "filesystem"
  /** A bucket for training data. */
  | "storage"
  /** A running DevFlow that a command or an editor asks. */
  | "gateway"
  /** Who people sign in with. */
  | "identity"
  /** The programs that train a model. */
  | "training";

export interface ExternalErrorOptions {
  service: ExternalService;
  /** True when the same call may succeed later without anybody changing anything. */
  retryable: boolean;
  /** HTTP status, when the service speaks HTTP. */
  status?: number;
  /** How long the service asked us to wait. */
  retryAfterMs?: number;
  /** A stable, machine-readable word, for example `secondary_rate_limit` or `installation_gone`. */
  code?: string;
  cause?: unknown;
}

/**
 * A failure of a system that we do not control. Callers branch on `service`, `code`, `status`
 * and `retryable`, never on the message.
 */
export class ExternalError extends Error {
  override readonly name = "ExternalError";
  readonly service: ExternalService;
  readonly retryable: boolean;
  readonly status: number | undefined;
  readonly retryAfterMs: number | undefined;
  readonly code: string | undefined;

  constructor(message: string, options: ExternalErrorOptions) {
    super(message, { cause: options.cause });
    this.service = options.service;
    this.retryable = options.retryable;
    this.status = options.status;
    this.retryAfterMs = options.retryAfterMs;
    this.code = options.code;
  }
}
