import { ExternalError } from "@devflow/errors";
import { RequestError } from "@octokit/request-error";
import { z } from "zod";
import { GitHubRejection } from "./github-rejection.ts";

/** Longest piece of GitHub's own words that goes into a message. */
const maxDetailLength = 500;

/** GitHub asks for at least a minute when it names no time. */
const defaultSecondaryWaitMs = 60_000;

const errorBody = z.object({
  message: z.string().catch(""),
  errors: z
    .array(
      z.union([
        z.string(),
        z.object({ message: z.string() }).transform((e) => e.message),
        z.unknown().transform((e) => JSON.stringify(e)),
      ]),
    )
    .catch([]),
});

/**
 * What octokit throws, in our own terms. The cause is left out on purpose: octokit's error carries
 * the whole request, with the code that it quotes. Anything that is not octokit's is given back as
 * it is, because it is a bug of ours or already translated.
 */
export function toExternalError(thrown: unknown, route: string): unknown {
  if (!(thrown instanceof RequestError)) return thrown;
  if (thrown.cause instanceof ExternalError) return thrown.cause;
  if (thrown.response === undefined) return unreachable(thrown, route);
  const { headers, data } = thrown.response;
  const { message, errors } = errorBody.catch({ message: "", errors: [] }).parse(data);
  const detail = message.slice(0, maxDetailLength);
  const failure = { route, status: thrown.status, detail };
  if (thrown.status === 403 || thrown.status === 429) {
    return limitError(failure, headers) ?? error(failure, "forbidden", false);
  }
  if (thrown.status === 401 || thrown.status === 404 || thrown.status === 410) {
    return error(failure, "gone", false);
  }
  if (thrown.status >= 500 || thrown.status === 408) return error(failure, "unavailable", true);
  return new GitHubRejection(
    `GitHub answered ${thrown.status} to ${route}: ${detail}`,
    thrown.status,
    [message, ...errors.map(String)].filter((text) => text !== ""),
  );
}

interface Failure {
  route: string;
  status: number;
  detail: string;
}

type AnswerHeaders = Record<string, string | number | undefined>;

function limitError(failure: Failure, headers: AnswerHeaders): ExternalError | null {
  const retryAfterSeconds = readNumber(headers["retry-after"]);
  if (readNumber(headers["x-ratelimit-remaining"]) === 0 && retryAfterSeconds === null) {
    const resetMs = (readNumber(headers["x-ratelimit-reset"]) ?? 0) * 1000;
    return error(failure, "rate_limited", true, Math.max(1000, resetMs - Date.now()));
  }
  // GitHub may send a secondary limit as 403 without any header; then its words are the only sign.
  const isSecondary =
    retryAfterSeconds !== null ||
    failure.status === 429 ||
    /secondary rate limit|abuse detection/i.test(failure.detail);
  if (!isSecondary) return null;
  const waitMs = retryAfterSeconds === null ? defaultSecondaryWaitMs : retryAfterSeconds * 1000;
  return error(failure, "secondary_rate_limit", true, waitMs);
}

function readNumber(header: string | number | undefined): number | null {
  if (header === undefined || header === "") return null;
  const value = Number(header);
  return Number.isFinite(value) && value >= 0 ? value : null;
}

function error(
  failure: Failure,
  code: string,
  retryable: boolean,
  retryAfterMs?: number,
): ExternalError {
  const detail = failure.detail === "" ? "" : `: ${failure.detail}`;
  return new ExternalError(`GitHub answered ${failure.status} to ${failure.route}${detail}`, {
    service: "github",
    status: failure.status,
    code,
    retryable,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });
}

/** No answer at all: refused, cut, timed out, or a certificate that is not trusted. */
function unreachable(thrown: RequestError, route: string): ExternalError {
  return new ExternalError(`GitHub gave no answer to ${route}: ${thrown.message}`, {
    service: "github",
    retryable: true,
    code: "unavailable",
  });
}
