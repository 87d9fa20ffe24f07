import * as z from "zod";
import { GatewayError, type GatewayFault } from "./gateway-error.ts";

/** OpenAI's shape, which every route of the gateway answers errors in, and OAuth's for its own routes. */
const errorBody = z.union([
  z
    .object({ error: z.object({ message: z.string(), code: z.string().nullish() }) })
    .transform(({ error }) => ({ message: error.message, code: error.code ?? null })),
  z
    .object({ error: z.string(), error_description: z.string().optional() })
    .transform((told) => ({ message: told.error_description ?? told.error, code: told.error })),
]);

/** The error that an answer with a status of 400 and more stands for. */
export function faultOfAnswer(status: number, headers: Headers, text: string): GatewayError {
  const told = errorBody.safeParse(parseJson(text));
  const message = told.success ? told.data.message : withoutWords(status);
  return new GatewayError(message, {
    fault: faultOfStatus(status),
    status,
    code: told.success ? told.data.code : null,
    retryAfterMs: retryAfterMs(headers.get("retry-after"), Date.now()),
    requestId: headers.get("x-request-id"),
  });
}

function faultOfStatus(status: number): GatewayFault {
  if (status === 401) return "signed_out";
  if (status === 429) return "limited";
  if (status === 501) return "not_available";
  return status >= 500 ? "failed" : "refused";
}

/** A proxy answers pages, not our JSON: its text is not for a notice. */
function withoutWords(status: number): string {
  return `The server answered ${status} and did not say why.`;
}

/** Milliseconds of a `Retry-After`, which is seconds or a date; null where it is neither. */
export function retryAfterMs(value: string | null, now: number): number | null {
  if (value === null) return null;
  if (/^\d+$/.test(value)) return Number(value) * 1_000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? null : Math.max(0, date - now);
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
