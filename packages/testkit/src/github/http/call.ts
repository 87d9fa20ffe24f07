import type { Installation, Json, JsonObject, Repository } from "../model.ts";
import type { Operation } from "../openapi/operations.ts";
import type { State } from "../state.ts";
import type { Reply } from "./reply.ts";

/** Who asks: proven by a token before the route runs. */
export type Actor =
  | { kind: "anonymous" }
  | { kind: "app" }
  | {
      kind: "installation";
      installation: Installation;
      repositories: Set<Repository> | null;
      permissions: Record<string, string>;
    };

/** One request as a route sees it: matched, authorised and valid by GitHub's description. */
export interface Call {
  state: State;
  operation: Operation;
  params: Record<string, string>;
  query: URLSearchParams;
  body: JsonObject;
  accept: string;
  url: URL;
  actor: Actor;
}

export type Handler = (call: Call) => Reply | Promise<Reply>;
export type Routes = Partial<Record<Operation, Handler>>;

export function param(call: Call, name: string): string {
  return call.params[name] ?? "";
}

export function numberParam(call: Call, name: string): number {
  return Number(param(call, name));
}

export function text(value: Json | undefined): string | undefined {
  return typeof value === "string" ? value : undefined;
}

export function integer(value: Json | undefined): number | undefined {
  return typeof value === "number" ? value : undefined;
}

export function object(value: Json | undefined): JsonObject | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? value : undefined;
}

export function list(value: Json | undefined): Json[] {
  return Array.isArray(value) ? value : [];
}
