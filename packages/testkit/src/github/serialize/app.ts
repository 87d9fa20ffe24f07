import type { Installation, JsonObject } from "../model.ts";
import { nodeId, type State } from "../state.ts";
import { serializeUser } from "./user.ts";

/** What DevFlow's App asks for when it is created. */
export const appPermissions: Record<string, string> = {
  checks: "write",
  contents: "read",
  issues: "write",
  metadata: "read",
  pull_requests: "write",
};

const appEvents = [
  "check_run",
  "issue_comment",
  "pull_request",
  "pull_request_review",
  "pull_request_review_comment",
  "push",
];

/** `integration`. */
export function serializeApp(state: State): JsonObject {
  const { app } = state;
  return {
    id: app.id,
    slug: app.slug,
    client_id: app.clientId,
    node_id: nodeId("A", app.id),
    owner: serializeUser(state, app.owner),
    name: app.name,
    description: null,
    external_url: "https://devflow.example",
    html_url: `${state.url}/apps/${app.slug}`,
    created_at: app.createdAt,
    updated_at: app.createdAt,
    permissions: appPermissions,
    events: appEvents,
  };
}

/** `installation`. */
export function serializeInstallation(state: State, installation: Installation): JsonObject {
  const { app, apiUrl } = state;
  const { account } = installation;
  return {
    id: installation.id,
    account: serializeUser(state, account),
    repository_selection: installation.selection,
    access_tokens_url: `${apiUrl}/app/installations/${installation.id}/access_tokens`,
    repositories_url: `${apiUrl}/installation/repositories`,
    html_url: `${state.url}/settings/installations/${installation.id}`,
    app_id: app.id,
    client_id: app.clientId,
    app_slug: app.slug,
    target_id: account.id,
    target_type: account.type,
    permissions: appPermissions,
    events: appEvents,
    created_at: installation.createdAt,
    updated_at: installation.suspendedAt ?? installation.createdAt,
    single_file_name: null,
    has_multiple_single_files: false,
    single_file_paths: [],
    suspended_by: installation.suspendedAt === null ? null : serializeUser(state, account),
    suspended_at: installation.suspendedAt,
  };
}
