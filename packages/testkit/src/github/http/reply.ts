import type { Json, JsonObject } from "../model.ts";

export interface Reply {
  status: number;
  body: Json | Buffer | undefined;
  headers?: Record<string, string>;
}

export function reply(
  status: number,
  body?: Json | Buffer,
  headers?: Record<string, string>,
): Reply {
  return { status, body, ...(headers === undefined ? {} : { headers }) };
}

export function ok(body: Json | Buffer, headers?: Record<string, string>): Reply {
  return reply(200, body, headers);
}

/** An answer other than success, in GitHub's error shape. Routes throw it. */
export class HttpError extends Error {
  readonly status: number;
  readonly details: JsonObject;
  readonly headers: Record<string, string>;

  constructor(
    status: number,
    message: string,
    details: JsonObject = {},
    headers: Record<string, string> = {},
  ) {
    super(message);
    this.status = status;
    this.details = details;
    this.headers = headers;
  }
}

export function errorReply(error: HttpError, docs: string): Reply {
  const body = {
    message: error.message,
    documentation_url: docs,
    status: String(error.status),
    ...error.details,
  };
  return reply(error.status, body, error.headers);
}

export function notFound(): HttpError {
  return new HttpError(404, "Not Found");
}

/** 422 with one resource error per entry, as most of the API answers. */
export function validationFailed(errors: JsonObject[]): HttpError {
  return new HttpError(422, "Validation Failed", { errors });
}

/** 422 with plain sentences, as the reviews API answers. */
export function unprocessable(...errors: string[]): HttpError {
  return new HttpError(422, "Unprocessable Entity", { errors });
}
