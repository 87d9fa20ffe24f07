import type { Actor } from "../http/call.ts";
import { HttpError, notFound } from "../http/reply.ts";
import type { Repository } from "../model.ts";
import type { Operation } from "../openapi/operations.ts";
import { covers, findRepository, type State } from "../state.ts";
import { unauthorized, verifyAppJwt } from "./app-jwt.ts";
import { requirePermission } from "./permissions.ts";

type Needs = "nothing" | "app" | "installation";

/** What an operation has to be asked with. */
function needsOf(operation: Operation): Needs {
  if (operation.includes("/app-manifests/")) return "nothing";
  if (/^\w+ \/app(\/|$)/.test(operation) || operation.endsWith("/installation")) return "app";
  return "installation";
}

/** The token of `token x`, `Bearer x` or basic authentication's password. */
function tokenOf(header: string | undefined): string | null {
  const [scheme = "", value = ""] = (header ?? "").split(" ");
  if (/^(bearer|token)$/i.test(scheme)) return value;
  if (!/^basic$/i.test(scheme)) return null;
  const [, password = ""] = Buffer.from(value, "base64").toString("utf8").split(":");
  return password;
}

/** The installation behind a token. Throws 401 when unknown, expired or revoked, 403 when suspended. */
function installationActor(state: State, value: string | null): Actor {
  const token = value === null ? undefined : state.tokens.get(value);
  if (token === undefined || token.installation.isDeleted || token.expiresAt <= state.now()) {
    throw unauthorized(value === null ? "Requires authentication" : "Bad credentials");
  }
  if (token.installation.suspendedAt !== null) {
    throw new HttpError(403, "This installation has been suspended");
  }
  const { installation, repositories, permissions } = token;
  return { kind: "installation", installation, repositories, permissions };
}

/** Proves who asks. Throws 401 or 403 as GitHub does. */
export function authorize(
  state: State,
  operation: Operation | "git" | "graphql",
  header: string | undefined,
): Actor {
  const isRest = operation !== "git" && operation !== "graphql";
  const needs = isRest ? needsOf(operation) : "installation";
  if (needs === "nothing") return { kind: "anonymous" };
  const token = tokenOf(header);
  if (needs === "installation") {
    const actor = installationActor(state, token);
    // What a GraphQL request needs is known field by field.
    if (operation !== "graphql") requirePermission(actor, operation);
    return actor;
  }
  verifyAppJwt(state, token ?? "");
  return { kind: "app" };
}

/** Whether the token may know of the repository; GitHub answers 404 where it may not. */
export function visibleRepository(
  state: State,
  actor: Actor,
  owner: string,
  name: string,
): Repository {
  const repository = findRepository(state, owner, name);
  if (repository === undefined) throw notFound();
  if (actor.kind !== "installation") return repository;
  const isCovered =
    covers(actor.installation, repository) && (actor.repositories?.has(repository) ?? true);
  if (!isCovered && repository.isPrivate) throw notFound();
  return repository;
}

/** As above, and the App must be installed there: GitHub refuses to write elsewhere. */
export function writableRepository(
  state: State,
  actor: Actor,
  owner: string,
  name: string,
): Repository {
  const repository = visibleRepository(state, actor, owner, name);
  if (actor.kind !== "installation" || !covers(actor.installation, repository)) {
    throw new HttpError(403, "Resource not accessible by integration");
  }
  return repository;
}
