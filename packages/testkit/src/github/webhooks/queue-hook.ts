import { randomUUID } from "node:crypto";
import type { Installation, JsonObject, Pull, Repository, User } from "../model.ts";
import { type WebhookName, webhooks } from "../openapi/operations.ts";
import { webhookProblems } from "../openapi/validator.ts";
import { serializePull } from "../serialize/pull.ts";
import { serializeRepository } from "../serialize/repository.ts";
import { serializeUser } from "../serialize/user.ts";
import { installationOf, nodeId, type State } from "../state.ts";
import type { Hook } from "./outbox.ts";

interface HookRequest {
  event: string;
  action: string | null;
  sender: User;
  installation: Installation | null;
  repository: Repository | null;
  payload: JsonObject;
}

function nameOf(event: string, action: string | null): WebhookName {
  const parts = action === null ? [event] : [event, action];
  const name = parts.join("-").replaceAll("_", "-");
  const known = webhooks.find((each) => each === name);
  if (known === undefined) throw new Error(`the fake has no description of the webhook ${name}`);
  return known;
}

/** Queues a webhook. Throws when its payload is not what GitHub describes. */
export function queueHook(state: State, request: HookRequest): Hook {
  const { event, action, sender, installation, repository } = request;
  const payload: JsonObject = {
    ...(action === null ? {} : { action }),
    ...(repository === null ? {} : { repository: serializeRepository(state, repository) }),
    ...request.payload,
    sender: serializeUser(state, sender),
  };
  if (installation !== null && payload.installation === undefined) {
    const id = installation.id;
    payload.installation = { id, node_id: nodeId("MDIz", id) };
  }
  const problems = webhookProblems(nameOf(event, action), payload);
  if (problems.length > 0) throw new Error(`webhook ${event} ${action}: ${problems.join("; ")}`);
  const hook: Hook = {
    guid: randomUUID(),
    event,
    action,
    installationId: installation?.id ?? null,
    repositoryId: repository?.id ?? null,
    body: Buffer.from(JSON.stringify(payload)),
    sender,
    attempts: [],
  };
  state.outbox.hooks.push(hook);
  state.events.record({ kind: "queued", event, action, guid: hook.guid });
  return hook;
}

/** An event of a repository: queued when a live installation sees the repository. */
export function queueRepositoryHook(
  state: State,
  repository: Repository,
  request: { event: string; action: string | null; sender: User; payload: JsonObject },
): Hook | null {
  const installation = installationOf(state, repository);
  if (installation === undefined || installation.suspendedAt !== null) return null;
  return queueHook(state, { ...request, installation, repository });
}

/** A `pull_request` event with the whole pull request in it. */
export function queuePullHook(
  state: State,
  pull: Pull,
  action: string,
  sender: User,
  extra: JsonObject = {},
): Hook | null {
  const payload = { number: pull.number, pull_request: serializePull(state, pull), ...extra };
  return queueRepositoryHook(state, pull.repository, {
    event: "pull_request",
    action,
    sender,
    payload,
  });
}
