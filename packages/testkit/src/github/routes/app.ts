import { type Call, numberParam, object, param, type Routes } from "../http/call.ts";
import { cursorPage, page } from "../http/paginate.ts";
import { notFound, ok, reply } from "../http/reply.ts";
import type { Installation, JsonObject } from "../model.ts";
import { serializeApp, serializeInstallation } from "../serialize/app.ts";
import { installationOf, type State } from "../state.ts";
import type { Attempt } from "../webhooks/outbox.ts";
import { sendHook } from "../webhooks/send-hook.ts";
import { repositoryOf } from "./lookups.ts";

/** The installation of the path; 404 once it was deleted. */
export function installationOfCall(call: Call): Installation {
  const installation = call.state.installations.get(numberParam(call, "installation_id"));
  if (installation === undefined || installation.isDeleted) throw notFound();
  return installation;
}

/** `hook-delivery-item`. */
function serializeAttempt(attempt: Attempt): JsonObject {
  const { hook } = attempt;
  return {
    id: attempt.id,
    guid: hook.guid,
    delivered_at: attempt.deliveredAt,
    redelivery: attempt.isRedelivery,
    duration: attempt.durationSeconds,
    status: attempt.status,
    status_code: attempt.statusCode,
    event: hook.event,
    action: hook.action,
    installation_id: hook.installationId,
    repository_id: hook.repositoryId,
    throttled_at: null,
  };
}

function attemptOf(call: Call): Attempt {
  const id = numberParam(call, "delivery_id");
  const attempt = call.state.outbox.attempts.find((each) => each.id === id);
  if (attempt === undefined) throw notFound();
  return attempt;
}

/** GitHub answers first and delivers then; what comes of it shows in the list of deliveries. */
function redeliver(state: State, attempt: Attempt): void {
  const { promise, resolve } = Promise.withResolvers<void>();
  state.redeliveries.add(promise);
  setImmediate(() => {
    const done = sendHook(state, attempt.hook, state.webhookUrl);
    done.finally(() => {
      state.redeliveries.delete(promise);
      resolve();
    });
  });
}

export const appRoutes = {
  "GET /app": ({ state }) => ok(serializeApp(state)),

  "GET /app/installations": (call) => {
    const { state } = call;
    const live = [...state.installations.values()].filter((each) => !each.isDeleted);
    const { items, headers } = page(call, live);
    return ok(
      items.map((each) => serializeInstallation(state, each)),
      headers,
    );
  },

  "GET /app/installations/{installation_id}": (call) =>
    ok(serializeInstallation(call.state, installationOfCall(call))),

  "GET /repos/{owner}/{repo}/installation": (call) => {
    const installation = installationOf(call.state, repositoryOf(call));
    if (installation === undefined) throw notFound();
    return ok(serializeInstallation(call.state, installation));
  },

  "GET /app/hook/deliveries": (call) => {
    const newestFirst = call.state.outbox.attempts.toReversed();
    const { items, headers } = cursorPage(call, newestFirst);
    return ok(items.map(serializeAttempt), headers);
  },

  "GET /app/hook/deliveries/{delivery_id}": (call) => {
    const attempt = attemptOf(call);
    const payload = object(JSON.parse(attempt.hook.body.toString("utf8"))) ?? {};
    return ok({
      ...serializeAttempt(attempt),
      url: attempt.url,
      request: { headers: attempt.requestHeaders, payload },
      response: { headers: {}, payload: attempt.responseBody },
    });
  },

  "POST /app/hook/deliveries/{delivery_id}/attempts": (call) => {
    redeliver(call.state, attemptOf(call));
    return reply(202, {});
  },

  "POST /app-manifests/{code}/conversions": (call) => {
    const { state } = call;
    const code = param(call, "code");
    if (!state.manifestCodes.delete(code)) throw notFound();
    const { app } = state;
    return reply(201, {
      ...serializeApp(state),
      client_secret: app.clientSecret,
      webhook_secret: app.webhookSecret,
      pem: app.privateKey,
    });
  },
} satisfies Routes;
