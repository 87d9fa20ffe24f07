import { invariant } from "@devflow/errors";
import type { Caller, Scope } from "@devflow/identity";
import type { Logger } from "@devflow/logging";
import type { z } from "zod";
import type { RateClass } from "./doorkeeper.ts";
import type { Forwarding } from "./forwarding.ts";

/** What a body may have when its route says nothing else; less where anybody may send one. */
const standardBodyBytes = 1024 * 1024;
const strangersBodyBytes = 64 * 1024;

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** How a body is written. A multipart body has its files as `File`, so `z.file()` describes them. */
export type BodyType = "json" | "form" | "multipart";

type Output<S> = S extends z.ZodType ? z.output<S> : undefined;

/** What is known of every request before its schemas are asked. */
export interface RequestFacts {
  /** `X-Request-Id`, which the answer carries too. */
  id: string;
  /** From `User-Agent`, at most 200 characters. */
  editor: string;
  /** Where the request comes from: the connection's other end, or what a trusted proxy says. */
  address: string;
  /** How whoever asked reached us, or the trusted proxy in front of us. */
  scheme: "http" | "https";
  forwarded: Forwarding;
  /** By lower-case name. */
  headers: Readonly<Record<string, string | undefined>>;
  /** Aborted when who asked has gone, when the route's time is over, or when the gateway closes. */
  signal: AbortSignal;
  logger: Logger;
}

/** What a handler gets: everything is parsed, and `caller` is who the token says. */
export interface RouteRequest<P, Q, B, S> extends RequestFacts {
  caller: S extends Scope ? Caller : null;
  params: Output<P>;
  query: Output<Q>;
  body: Output<B>;
}

/** What a handler gives. Anything that is no success is thrown as a GatewayError. */
export type RouteAnswer<A, E> =
  | { body: A; headers?: Record<string, string>; status?: number }
  /** Server-sent events, each one `data:` line of JSON; a string is sent as it is, for `[DONE]`. */
  | { events: AsyncIterable<E | "[DONE]">; headers?: Record<string, string> }
  /** A page, or anything else that is text of type `type`. */
  | { text: string; type: string; headers?: Record<string, string>; status?: number }
  /** The same, piece by piece; what fails on the way breaks the connection off. */
  | { lines: AsyncIterable<string>; type: string; headers?: Record<string, string> }
  | { redirectTo: string; headers?: Record<string, string> };

type Input<S> = S extends z.ZodType ? z.input<S> : never;

/** Pointers into the answer, for example `/id`, by the parameter or the field of the body that gets it. */
export interface RouteLink {
  parameters?: Readonly<Record<string, string>>;
  body?: Readonly<Record<string, string>>;
}

/** A route as it is written down: its schemas parse, type the handler and make the OpenAPI document. */
export interface RouteSpec<
  P extends z.ZodType | undefined,
  Q extends z.ZodType | undefined,
  B extends z.ZodType | undefined,
  A extends z.ZodType | undefined,
  E extends z.ZodType | undefined,
  S extends Scope | null,
> {
  method: Method;
  /** With parameters as `:name`. */
  path: string;
  /** For the OpenAPI document; unique, for example `createCompletion`. */
  operation: string;
  summary: string;
  description?: string;
  /** What the caller's token must allow; null: no token is asked for. */
  scope: S;
  /** A token is needed, whatever it allows; the handler asks for it. */
  needsAnyToken?: boolean;
  /** Which limit it counts for; null: none. */
  rate: RateClass | null;
  params?: P;
  /** Values are strings or, where a name repeats, the last of them. */
  query?: Q;
  body?: B;
  /** Default `json`. */
  bodyType?: BodyType;
  /** Default 1 MiB, and 64 KiB on routes that ask for no token. */
  maxBodyBytes?: number;
  /** How long the handler has; then the answer is 504. Default 30 s; streams have it until their end. */
  timeoutMs?: number;
  /** JSON of a success. */
  answer?: A;
  /** Of a success; default 200, and 302 for redirects. */
  answerStatus?: number;
  /** One event, where the route may answer with a stream. */
  event?: E;
  /** The stream ends with `[DONE]`, as OpenAI's do. */
  endsWithDone?: boolean;
  /** Content type of a success that is text, for example `text/html`. */
  answerText?: string;
  /** Statuses beside those that every route may answer with (400, 401, 403, 413, 415, 429, 500, 503). */
  errors?: readonly number[];
  /** What is asked next with something of this answer, by the operation that takes it. */
  links?: Readonly<Record<string, RouteLink>>;
  /** Headers of a success, by name, with what they say. */
  answerHeaders?: Readonly<Record<string, string>>;
  /** Not in the OpenAPI document, for pages. */
  isHidden?: boolean;
  handle(request: RouteRequest<P, Q, B, S>): Promise<RouteAnswer<Input<A>, Input<E>>>;
}

/** A route without its types, for the table. */
export interface Route
  extends Omit<
    RouteSpec<
      z.ZodType | undefined,
      z.ZodType | undefined,
      z.ZodType | undefined,
      z.ZodType | undefined,
      z.ZodType | undefined,
      Scope | null
    >,
    "handle"
  > {
  /** Parses what came and lets the handler answer. Raises ZodError for what the schemas refuse. */
  run(request: RawRequest): Promise<RouteAnswer<unknown, unknown>>;
}

/** How large a body the route takes. */
export function mostBodyBytes({ maxBodyBytes, scope }: Pick<Route, "maxBodyBytes" | "scope">) {
  return maxBodyBytes ?? (scope === null ? strangersBodyBytes : standardBodyBytes);
}

/** A request whose caller is known and whose body was read, but not yet parsed by a schema. */
export interface RawRequest extends RequestFacts {
  caller: Caller | null;
  raw: { params: unknown; query: unknown; body: unknown };
}

/** Writes a route down. The schemas say what its handler gets and gives. */
export function defineRoute<
  const S extends Scope | null,
  P extends z.ZodType | undefined = undefined,
  Q extends z.ZodType | undefined = undefined,
  B extends z.ZodType | undefined = undefined,
  A extends z.ZodType | undefined = undefined,
  E extends z.ZodType | undefined = undefined,
>(spec: RouteSpec<P, Q, B, A, E, S>): Route {
  const { handle, ...facts } = spec;
  return {
    ...facts,
    async run({ raw, caller, ...known }) {
      invariant(spec.scope === null || caller !== null, "a route that needs a caller has one");
      return await handle({
        ...known,
        caller: caller as RouteRequest<P, Q, B, S>["caller"],
        params: parse<P>(spec.params, raw.params),
        query: parse<Q>(spec.query, raw.query),
        body: parse<B>(spec.body, raw.body),
      });
    },
  };
}

/** The casts of this module: what a schema gives is its output, and no schema gives nothing. */
function parse<S extends z.ZodType | undefined>(schema: S | undefined, value: unknown): Output<S> {
  return (schema === undefined ? undefined : schema.parse(value)) as Output<S>;
}
