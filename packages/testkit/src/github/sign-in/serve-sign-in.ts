/**
 * Sign-in of people through the App, and what their token may ask: the web application flow with
 * PKCE. Beside GitHub's description, which these few answers are not held to.
 * Source: https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-user-access-token-for-a-github-app
 */
import { createHash, randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { z } from "zod";
import { readBody } from "../http/read-body.ts";
import type { JsonObject, User } from "../model.ts";
import { serializeInstallation } from "../serialize/app.ts";
import { serializePublicUser } from "../serialize/user.ts";
import { repositoriesOf, type State, userOf } from "../state.ts";

/** People at the browser, codes under way, and tokens. */
export interface SignIns {
  /** Who sits at the browser; null: they say no. */
  person: string | null;
  codes: Map<string, { user: User; redirectUri: string; challenge: string | null }>;
  tokens: Map<string, User>;
  /** Each is good for one exchange. */
  refreshTokens: Map<string, User>;
  /** The App's page says that tokens of people do not expire: none comes with a refresh token. */
  isEndless: boolean;
}

export function newSignIns(): SignIns {
  return {
    person: null,
    codes: new Map(),
    tokens: new Map(),
    refreshTokens: new Map(),
    isEndless: false,
  };
}

const paths = {
  authorize: "/login/oauth/authorize",
  exchange: "/login/oauth/access_token",
  user: "/api/v3/user",
  installations: "/api/v3/user/installations",
};

export function isSignInPath(path: string): boolean {
  return Object.values(paths).includes(path);
}

/** Serves one of those requests. Gives the status. */
export async function serveSignIn(
  state: State,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<number> {
  if (url.pathname === paths.authorize) return authorize(state, response, url.searchParams);
  if (url.pathname === paths.exchange) return await exchange(state, request, response);
  const user = state.signIns.tokens.get(bearerOf(request));
  if (user === undefined) return json(response, 401, { message: "Bad credentials" });
  if (url.pathname === paths.user) return json(response, 200, serializePublicUser(state, user));
  const installations = [...state.installations.values()]
    .filter((each) => !each.isDeleted)
    .filter((each) =>
      repositoriesOf(state, each).some((repository) => {
        const permission = repository.permissions.get(user.login.toLowerCase());
        return permission !== undefined && permission !== "none";
      }),
    )
    .map((each) => serializeInstallation(state, each));
  return json(response, 200, { total_count: installations.length, installations });
}

function authorize(state: State, response: ServerResponse, query: URLSearchParams): number {
  const redirectUri = query.get("redirect_uri");
  if (query.get("client_id") !== state.app.clientId || redirectUri === null) {
    response.writeHead(404).end();
    return 404;
  }
  const target = new URL(redirectUri);
  const { person, codes } = state.signIns;
  if (person === null) target.searchParams.set("error", "access_denied");
  else {
    const code = randomBytes(10).toString("hex");
    const challenge = query.get("code_challenge");
    codes.set(code, { user: userOf(state, person), redirectUri, challenge });
    target.searchParams.set("code", code);
  }
  target.searchParams.set("state", query.get("state") ?? "");
  response.writeHead(302, { location: target.href }).end();
  return 302;
}

const exchangeSchema = z.object({
  client_id: z.string(),
  client_secret: z.string(),
  code: z.string().default(""),
  refresh_token: z.string().optional(),
  redirect_uri: z.string().optional(),
  code_verifier: z.string().optional(),
});

async function exchange(
  state: State,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<number> {
  const body = await readBody(request, state.limits.requestBytes);
  const asked = exchangeSchema.parse(JSON.parse(body.toString("utf8")));
  const { clientId, clientSecret } = state.app;
  if (asked.client_id !== clientId || asked.client_secret !== clientSecret) {
    return json(response, 200, { error: "incorrect_client_credentials" });
  }
  const { refreshTokens } = state.signIns;
  if (asked.refresh_token !== undefined) {
    const user = refreshTokens.get(asked.refresh_token);
    refreshTokens.delete(asked.refresh_token);
    if (user === undefined) return json(response, 200, { error: "bad_refresh_token" });
    return issue(state, response, user);
  }
  const code = state.signIns.codes.get(asked.code);
  // A code is good for one exchange, also for one that fails.
  state.signIns.codes.delete(asked.code);
  const verifier = createHash("sha256")
    .update(asked.code_verifier ?? "")
    .digest("base64url");
  const isProven = code?.challenge === null || code?.challenge === verifier;
  if (code === undefined || !isProven)
    return json(response, 200, { error: "bad_verification_code" });
  if (asked.redirect_uri !== undefined && asked.redirect_uri !== code.redirectUri) {
    return json(response, 200, { error: "redirect_uri_mismatch" });
  }
  return issue(state, response, code.user);
}

/** Tokens of people expire, as they do unless an App's page says otherwise. */
function issue(state: State, response: ServerResponse, user: User): number {
  const text = (prefix: string) => `${prefix}_${randomBytes(18).toString("hex")}`;
  const [access_token, refresh_token] = [text("ghu"), text("ghr")];
  state.signIns.tokens.set(access_token, user);
  if (state.signIns.isEndless) {
    return json(response, 200, { access_token, token_type: "bearer", scope: "" });
  }
  state.signIns.refreshTokens.set(refresh_token, user);
  const lifetimes = { expires_in: 28_800, refresh_token_expires_in: 15_897_600 };
  return json(response, 200, {
    ...{ access_token, refresh_token, token_type: "bearer", scope: "", ...lifetimes },
  });
}

function bearerOf(request: IncomingMessage): string {
  return /^(?:bearer|token) (\S+)$/i.exec(request.headers.authorization ?? "")?.[1] ?? "";
}

function json(response: ServerResponse, status: number, body: JsonObject): number {
  response.writeHead(status, { "content-type": "application/json; charset=utf-8" });
  response.end(JSON.stringify(body));
  return status;
}
