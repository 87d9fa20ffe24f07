import { ExternalError } from "@devflow/errors";
import { z } from "zod";
import type { Context } from "./context.ts";
import { GitHubRejection } from "./github-rejection.ts";

/** The words of GitHub's documentation for a query's cost or a caller's pace. */
const secondaryWaitMs = 60_000;

const failureSchema = z.object({
  errors: z.array(z.object({ type: z.string().catch(""), message: z.string().catch("") })).min(1),
});

/** A question over GraphQL: may be repeated freely. `answer` reads the whole body, `data` and all. */
export async function query<S extends z.ZodType>(
  context: Context,
  answer: S,
  text: string,
  variables: Record<string, unknown>,
): Promise<z.output<S>> {
  return await context.session.read(answer, routeOf(context), { query: text, variables });
}

/** A change over GraphQL whose repetition changes nothing, within the pace of all other writes. */
export async function mutate(
  context: Context,
  text: string,
  variables: Record<string, unknown>,
): Promise<void> {
  const answer = z.object({ data: z.unknown() });
  await context.session.rewrite(answer, routeOf(context), { query: text, variables });
}

/** `https://api.github.com/graphql`; on GitHub Enterprise Server beside `/api/v3`, not below it. */
function routeOf({ apiUrl }: Context): string {
  return `POST ${apiUrl.replace(/\/v3$/, "")}/graphql`;
}

/**
 * GraphQL answers failures with status 200. Null for an answer that holds none; partial answers
 * count as failures, since every query here asks for what must be there.
 */
export function graphqlFailure(
  body: unknown,
  headers: Record<string, string | number | undefined>,
): ExternalError | null {
  const failure = failureSchema.safeParse(body);
  const first = failure.data?.errors[0];
  if (first === undefined) return null;
  const message = `GitHub answered a GraphQL request: ${first.message.slice(0, 500)}`;
  const options = { service: "github", status: 200 } as const;
  if (first.type === "NOT_FOUND") {
    return new ExternalError(message, { ...options, code: "gone", retryable: false });
  }
  if (first.type === "FORBIDDEN" || first.type === "INSUFFICIENT_SCOPES") {
    return new ExternalError(message, { ...options, code: "forbidden", retryable: false });
  }
  const limit = limitOf(first, headers);
  if (limit !== null) return new ExternalError(message, { ...options, ...limit, retryable: true });
  if (first.type === "" || first.type === "INTERNAL") {
    return new ExternalError(message, { ...options, code: "unavailable", retryable: true });
  }
  return new GitHubRejection(message, 200, failure.data?.errors.map((each) => each.message) ?? []);
}

function limitOf(
  { type, message }: { type: string; message: string },
  headers: Record<string, string | number | undefined>,
): { code: string; retryAfterMs: number } | null {
  if (/secondary rate limit|abuse detection/i.test(message)) {
    const seconds = Number(headers["retry-after"] ?? Number.NaN);
    const retryAfterMs = Number.isFinite(seconds) ? seconds * 1000 : secondaryWaitMs;
    return { code: "secondary_rate_limit", retryAfterMs };
  }
  if (type !== "RATE_LIMITED") return null;
  const resetMs = Number(headers["x-ratelimit-reset"] ?? 0) * 1000;
  return { code: "rate_limited", retryAfterMs: Math.max(1000, resetMs - Date.now()) };
}
