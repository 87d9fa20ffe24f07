import { setTimeout as delay } from "node:timers/promises";
import { ExternalError } from "@devflow/errors";
import type { Octokit } from "@octokit/core";
import { RequestError } from "@octokit/request-error";
import pLimit from "p-limit";
import type { z } from "zod";
import { graphqlFailure } from "./graphql.ts";
import { limits } from "./limits.ts";
import { type RetryPolicy, retryRead } from "./retry-policy.ts";
import { toExternalError } from "./to-external-error.ts";
import { WritePacer } from "./write-pacer.ts";

type Parameters = Record<string, unknown>;

interface Answer<T> {
  data: T;
  /** The URL of the next page, null on the last one. */
  nextUrl: string | null;
}

type AnswerHeaders = Record<string, string | number | undefined> & { link?: string | undefined };

/** One installation's (or the App's) conversation with GitHub: limits, retries, errors, parsing. */
export class Session {
  readonly octokit: Octokit;
  readonly policy: RetryPolicy;
  readonly #pacer = new WritePacer();
  readonly #requests = pLimit(limits.concurrentRequests);
  readonly #writes = pLimit(1);

  readonly #renewToken: (() => Promise<unknown>) | null;

  /** `renewToken` is called once when a request is answered 401; null where no token is cached. */
  constructor(
    octokit: Octokit,
    policy: RetryPolicy,
    renewToken: (() => Promise<unknown>) | null = null,
  ) {
    this.octokit = octokit;
    this.policy = policy;
    this.#renewToken = renewToken;
  }

  /** A call that may be repeated freely. `route` is `GET /path/{name}` or `GET` with a full URL. */
  async read<S extends z.ZodType>(
    schema: S,
    route: string,
    parameters: Parameters = {},
  ): Promise<z.output<S>> {
    return (await this.readAnswer(schema, route, parameters)).data;
  }

  async readAnswer<S extends z.ZodType>(
    schema: S,
    route: string,
    parameters: Parameters = {},
  ): Promise<Answer<z.output<S>>> {
    return await retryRead(this.policy, () =>
      this.#requests(() => this.#send(schema, route, parameters)),
    );
  }

  /**
   * One try of a call that changes something: one at a time, within the pace of the installation.
   * Raises `secondary_rate_limit` when too many wait for their turn already.
   */
  async write<S extends z.ZodType>(
    schema: S,
    route: string,
    parameters: Parameters,
  ): Promise<z.output<S>> {
    if (this.#writes.pendingCount >= limits.waitingWrites) throw paceError();
    return await this.#writes(async () => {
      await delay(this.#pacer.take());
      return (await this.#send(schema, route, parameters)).data;
    });
  }

  /** A change whose repetition changes nothing: updates by id, reactions, redeliveries. */
  async rewrite<S extends z.ZodType>(
    schema: S,
    route: string,
    parameters: Parameters,
  ): Promise<z.output<S>> {
    return await retryRead(this.policy, () => this.write(schema, route, parameters));
  }

  async #send<S extends z.ZodType>(
    schema: S,
    route: string,
    parameters: Parameters,
  ): Promise<Answer<z.output<S>>> {
    const { data, headers } = await this.#request(route, parameters);
    const failure = route.endsWith("/graphql") ? graphqlFailure(data, headers) : null;
    if (failure !== null) throw failure;
    const parsed = schema.safeParse(data);
    if (parsed.success) return { data: parsed.data, nextUrl: this.#nextUrlOf(headers.link) };
    const places = parsed.error.issues.map((issue) => issue.path.join(".")).slice(0, 5);
    throw new ExternalError(`GitHub's answer to ${route} lacks ${places.join(", ")}`, {
      service: "github",
      retryable: false,
      code: "unexpected_answer",
    });
  }

  /** Our token travels with every request: a page on another host is not asked for. */
  #nextUrlOf(link: string | undefined): string | null {
    const nextUrl = /<([^<>]+)>;\s*rel="next"/.exec(link ?? "")?.[1];
    if (nextUrl === undefined) return null;
    const { baseUrl } = this.octokit.request.endpoint.DEFAULTS;
    if (new URL(nextUrl).origin === new URL(baseUrl).origin) return nextUrl;
    throw new ExternalError("GitHub named a next page on another host", {
      service: "github",
      retryable: false,
      code: "foreign_host",
    });
  }

  async #request(
    route: string,
    parameters: Parameters,
  ): Promise<{ data: unknown; headers: AnswerHeaders }> {
    try {
      return await this.octokit.request(route, parameters);
    } catch (thrown) {
      if (!isUnauthorized(thrown) || this.#renewToken === null)
        throw toExternalError(thrown, route);
    }
    // A 401 came before any effect. The cached token may have been revoked while the App was not.
    try {
      await this.#renewToken();
      return await this.octokit.request(route, parameters);
    } catch (thrown) {
      throw toExternalError(thrown, route);
    }
  }
}

function isUnauthorized(thrown: unknown): boolean {
  return thrown instanceof RequestError && thrown.status === 401;
}

function paceError(): ExternalError {
  const retryAfterMs = (limits.waitingWrites / limits.writesPerMinute) * 60_000;
  return new ExternalError("Too many writes for one installation within a minute", {
    service: "github",
    retryable: true,
    code: "secondary_rate_limit",
    retryAfterMs,
  });
}
