import { randomBytes } from "node:crypto";
import { includesLevel } from "../auth/permissions.ts";
import { type Call, list, object, type Routes, text } from "../http/call.ts";
import { page } from "../http/paginate.ts";
import { HttpError, notFound, ok, reply } from "../http/reply.ts";
import type { Installation, Repository } from "../model.ts";
import { appPermissions } from "../serialize/app.ts";
import { serializeRepository } from "../serialize/repository.ts";
import { repositoriesOf, type Token } from "../state.ts";
import { installationOfCall } from "./app.ts";

/** One hour; docs.github.com, "Generating an installation access token". */
const tokenLifetimeMs = 3_600_000;

/** The repositories that the token is narrowed to; null for all. Throws 422 for foreign ones. */
function narrowedTo(call: Call, installation: Installation): Set<Repository> | null {
  const ids = list(call.body.repository_ids);
  const names = list(call.body.repositories);
  if (ids.length + names.length === 0) return null;
  const covered = repositoriesOf(call.state, installation);
  const chosen = covered.filter((each) => ids.includes(each.id) || names.includes(each.name));
  if (chosen.length < new Set([...ids, ...names]).size) {
    throw new HttpError(
      422,
      "There is at least one repository that does not exist or is not accessible to the parent installation.",
    );
  }
  return new Set(chosen);
}

/** What was asked for, or all that the App has. Throws 422 for more than the App has. */
function grantedPermissions(call: Call): Record<string, string> {
  const asked = Object.entries(object(call.body.permissions) ?? {});
  if (asked.length === 0) return { ...appPermissions };
  const granted = asked.map(([name, level]) => [name, text(level) ?? ""] as const);
  for (const [name, level] of granted) {
    if (!includesLevel(appPermissions[name], level)) {
      throw new HttpError(422, "The permissions requested are not granted to this installation.");
    }
  }
  return Object.fromEntries([["metadata", "read"], ...granted]);
}

export const installationRoutes = {
  "POST /app/installations/{installation_id}/access_tokens": (call) => {
    const { state } = call;
    const installation = installationOfCall(call);
    if (installation.suspendedAt !== null) {
      throw new HttpError(403, "This installation has been suspended");
    }
    const token: Token = {
      token: `ghs_${randomBytes(27).toString("base64url").replaceAll(/[-_]/g, "x")}`,
      installation,
      expiresAt: new Date(state.now().getTime() + tokenLifetimeMs),
      repositories: narrowedTo(call, installation),
      permissions: grantedPermissions(call),
    };
    state.tokens.set(token.token, token);
    const repository = "";
    const id = installation.id;
    state.events.record({ kind: "effect", effect: "token", repository, number: null, id });
    return reply(201, {
      token: token.token,
      expires_at: `${token.expiresAt.toISOString().slice(0, 19)}Z`,
      permissions: token.permissions,
      repository_selection: token.repositories === null ? installation.selection : "selected",
    });
  },

  "GET /installation/repositories": (call) => {
    const { state, actor } = call;
    if (actor.kind !== "installation") throw notFound();
    const covered = repositoriesOf(state, actor.installation);
    const seen = covered.filter((each) => actor.repositories?.has(each) ?? true);
    const { items, headers } = page(call, seen);
    return ok(
      {
        total_count: seen.length,
        repository_selection: actor.installation.selection,
        repositories: items.map((each) => serializeRepository(state, each)),
      },
      headers,
    );
  },
} satisfies Routes;
