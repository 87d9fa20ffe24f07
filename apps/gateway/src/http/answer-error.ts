import { ExternalError, isTimeout, UsageError } from "@devflow/errors";
import { ZodError, z } from "zod";
import { GatewayError } from "./gateway-error.ts";

/** Every answer that is no success, in the shape that OpenAI's clients read. */
export const errorSchema = z
  .object({
    error: z.object({
      message: z.string(),
      type: z.string(),
      code: z.string(),
      /** Which part of the request is wrong, for example `segments.prefix`. */
      param: z.string().nullable(),
    }),
  })
  .meta({ id: "Error" });

export interface ErrorAnswer {
  status: number;
  headers: Record<string, string>;
  body: z.infer<typeof errorSchema>;
}

/** How long a client should wait that came while a model server or we had too much to do. */
const defaultRetryAfterMs = 2_000;

/** Fastify's own failures that are the request's fault, by code, in our words. */
const requestFaults: Record<string, [status: number, code: string, message: string]> = {
  FST_ERR_CTP_BODY_TOO_LARGE: [413, "body_too_large", "The body is larger than this route takes."],
  FST_REQ_FILE_TOO_LARGE: [413, "body_too_large", "The file is larger than this route takes."],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: [
    415,
    "unsupported_media_type",
    "This route takes another Content-Type; see /openapi.json.",
  ],
  FST_INVALID_MULTIPART_CONTENT_TYPE: [
    415,
    "unsupported_media_type",
    "This route takes multipart/form-data.",
  ],
  FST_ERR_CTP_EMPTY_JSON_BODY: [400, "malformed_body", "The body is empty."],
  FST_ERR_CTP_INVALID_JSON_BODY: [400, "malformed_body", "The body is no JSON."],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: [
    400,
    "malformed_body",
    "The body has another length than Content-Length says.",
  ],
  FST_ERR_MAX_PARAM_LENGTH: [400, "malformed_url", "A part of the path is too long."],
  FST_ERR_BAD_URL: [400, "malformed_url", "The URL is not well-formed."],
};

/** Whatever a request failed with, as its answer; null for a bug of ours, which is logged and is a 500. */
export function answerError(thrown: unknown): ErrorAnswer | null {
  const error = toGatewayError(thrown);
  if (error === null) return null;
  const isWait = error.status === 429 || error.status === 503;
  const waitMs = error.retryAfterMs ?? (isWait ? defaultRetryAfterMs : undefined);
  return {
    status: error.status,
    headers: {
      ...error.headers,
      ...(waitMs !== undefined && { "retry-after": String(Math.max(1, Math.ceil(waitMs / 1000))) }),
    },
    body: errorBody(error.message, error.type, error.code, paramOf(thrown)),
  };
}

export function errorBody(
  message: string,
  type: string,
  code: string,
  param: string | null = null,
): ErrorAnswer["body"] {
  return { error: { message, type, code, param } };
}

function toGatewayError(thrown: unknown): GatewayError | null {
  if (thrown instanceof GatewayError) return thrown;
  if (thrown instanceof ZodError) return fromSchema(thrown);
  if (thrown instanceof ExternalError) return fromExternal(thrown);
  if (thrown instanceof UsageError) {
    return new GatewayError(400, `${asSentence(thrown.message)} ${thrown.nextStep}`, {
      code: "usage",
    });
  }
  if (!(thrown instanceof Error)) return null;
  if (isTimeout(thrown)) {
    return new GatewayError(504, "It took longer than it may.", { code: "timeout" });
  }
  const fault = "code" in thrown ? requestFaults[String(thrown.code)] : undefined;
  if (fault) return new GatewayError(fault[0], fault[2], { code: fault[1] });
  const status = "statusCode" in thrown ? Number(thrown.statusCode) : 500;
  if (status < 400 || status >= 500) return null;
  return new GatewayError(status, "The request is not well-formed.", { code: "malformed_request" });
}

const asSentence = (text: string) => (/[.!?]$/.test(text) ? text : `${text}.`);

/** Names what is wrong by its place and the schema's words; never the value, which may be code. */
function fromSchema(error: ZodError): GatewayError {
  const issue = firstIssue(error);
  const place = issue?.path.join(".") || "the body";
  return new GatewayError(400, `${place}: ${issue?.message ?? "Invalid input"}`, {
    code: "invalid_request",
  });
}

function paramOf(thrown: unknown): string | null {
  if (!(thrown instanceof ZodError)) return null;
  return firstIssue(thrown)?.path.join(".") || null;
}

/** Of several shapes that a body may have, what is wrong with the one that it came nearest to, else the first. */
function firstIssue({ issues: [issue] }: Pick<ZodError, "issues">): z.core.$ZodIssue | undefined {
  if (issue?.code !== "invalid_union") return issue;
  const ofShapes = issue.errors.flatMap((issues) => firstIssue({ issues }) ?? []);
  const [nearest] = ofShapes.toSorted((a, b) => b.path.length - a.path.length);
  return nearest && { ...nearest, path: [...issue.path, ...nearest.path] };
}

/** SQLSTATE class 22, data exception: a NUL in a text, half a character, a number beyond its type. */
const isUnstorable = ({ service, code }: ExternalError) =>
  service === "database" && /^22/.test(code ?? "");

function fromExternal(error: ExternalError): GatewayError {
  if (isUnstorable(error)) {
    return new GatewayError(400, "A text or number of the request cannot be stored as it is.", {
      code: "invalid_request",
      cause: error,
    });
  }
  const what = error.service === "expert" ? "The model server" : `The ${error.service}`;
  if (!error.retryable) {
    return new GatewayError(502, `${what} refused what we asked of it; the log has the details.`, {
      code: `${error.service}_refused`,
      cause: error,
    });
  }
  return new GatewayError(503, `${what} does not answer now.`, {
    code: `${error.service}_unavailable`,
    ...(error.retryAfterMs !== undefined && { retryAfterMs: error.retryAfterMs }),
    cause: error,
  });
}
