import type { JsonObject, User } from "../model.ts";
import { nodeId, type State } from "../state.ts";

/** `simple-user`. */
export function serializeUser(state: State, user: User): JsonObject {
  const url = `${state.apiUrl}/users/${encodeURIComponent(user.login)}`;
  const page = user.login.endsWith("[bot]")
    ? `apps/${user.login.slice(0, -"[bot]".length)}`
    : user.login;
  return {
    login: user.login,
    id: user.id,
    node_id: nodeId(user.type === "Bot" ? "BOT" : "U", user.id),
    avatar_url: `${state.url}/avatars/u/${user.id}?v=4`,
    gravatar_id: "",
    url,
    html_url: `${state.url}/${page}`,
    followers_url: `${url}/followers`,
    following_url: `${url}/following{/other_user}`,
    gists_url: `${url}/gists{/gist_id}`,
    starred_url: `${url}/starred{/owner}{/repo}`,
    subscriptions_url: `${url}/subscriptions`,
    organizations_url: `${url}/orgs`,
    repos_url: `${url}/repos`,
    events_url: `${url}/events{/privacy}`,
    received_events_url: `${url}/received_events`,
    type: user.type,
    user_view_type: "public",
    site_admin: false,
  };
}

/** `public-user`, what `GET /users/{username}` gives. */
export function serializePublicUser(state: State, user: User): JsonObject {
  const created = "2020-01-01T00:00:00Z";
  return {
    ...serializeUser(state, user),
    name: null,
    company: null,
    blog: "",
    location: null,
    email: null,
    hireable: null,
    bio: null,
    twitter_username: null,
    public_repos: 0,
    public_gists: 0,
    followers: 0,
    following: 0,
    created_at: created,
    updated_at: created,
  };
}
