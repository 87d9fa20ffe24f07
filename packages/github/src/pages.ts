import { ExternalError } from "@devflow/errors";
import { z } from "zod";
import { limits } from "./limits.ts";
import type { Session } from "./session.ts";

/**
 * The items of all pages of a list, in GitHub's order. More than `limits.maxPages` pages raise
 * `too_many_pages`: a look-up that stops early would take "not seen" for "not there".
 */
export async function* pages<T>(
  session: Session,
  item: z.ZodType<T>,
  route: string,
  parameters: Record<string, unknown>,
): AsyncGenerator<T> {
  yield* pagesOf(session, z.array(item), route, parameters);
}

/** As {@link pages}, for lists that GitHub wraps: `page` picks the items out of one answer. */
export async function* pagesOf<T>(
  session: Session,
  page: z.ZodType<T[]>,
  route: string,
  parameters: Record<string, unknown>,
): AsyncGenerator<T> {
  let answer = await session.readAnswer(page, route, {
    ...parameters,
    per_page: limits.pageSize,
  });
  for (let count = 1; ; count++) {
    yield* answer.data;
    if (answer.nextUrl === null) return;
    if (count === limits.maxPages) throw tooManyPages(route);
    answer = await session.readAnswer(page, `GET ${answer.nextUrl}`);
  }
}

/** A list that is longer than we follow it. */
export function tooManyPages(route: string): ExternalError {
  return new ExternalError(`GitHub's list ${route} has more than ${limits.maxPages} pages`, {
    service: "github",
    retryable: false,
    code: "too_many_pages",
  });
}
