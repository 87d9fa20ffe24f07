import { ExternalError } from "@devflow/errors";
import type { Logger } from "@devflow/logging";
import { z } from "zod";
import { octokitFactory } from "./create-octokit.ts";
import { defaultRetryPolicy } from "./retry-policy.ts";
import { Session } from "./session.ts";

export interface UserSignInOptions {
  apiUrl: string;
  /** Where people see GitHub. */
  webUrl: string;
  ca: string | null;
  /** The App's client. */
  clientId: string;
  clientSecret: string;
  logger: Logger;
}

/** Somebody who proved to GitHub who they are. */
export interface SignedInUser {
  /** Stays the same when the login changes. */
  id: number;
  login: string;
  name: string | null;
  email: string | null;
  /** Accounts where the App is installed on something that this person was given access to. */
  accounts: string[];
  /** Asks again without the person, once; null where the App's tokens do not expire. */
  refreshToken: string | null;
}

/** Sign-in of people through the GitHub App. */
export interface UserSignIn {
  authorizationUrl(request: { redirectUri: string; state: string; codeChallenge: string }): URL;
  /** Trades the code of the callback in. Raises ExternalError; `code_refused` for one that is not good. */
  readUser(answer: {
    code: string;
    codeVerifier: string;
    redirectUri: string;
  }): Promise<SignedInUser>;
  /**
   * Asks again by a refresh token, which is used up by it. A null user: GitHub took the token and said nothing more.
   * Raises ExternalError; `code_refused` for a token that is not good any more.
   */
  readUserAgain(
    refreshToken: string,
  ): Promise<{ user: SignedInUser | null; refreshToken: string | null }>;
}

const exchangeSchema = z.union([
  z.object({ access_token: z.string(), refresh_token: z.string().optional() }),
  z.object({ error: z.string() }),
]);

const userSchema = z.object({
  id: z.number(),
  login: z.string(),
  name: z.string().nullish(),
  email: z.string().nullish(),
});

const installationsSchema = z.object({
  installations: z.array(z.object({ account: z.object({ login: z.string() }).nullish() })),
});

/**
 * The web application flow with PKCE. The user's token is used for two questions and then forgotten; where tokens
 * expire, as they do by default, a refresh token comes with it.
 * Source: https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-user-access-token-for-a-github-app
 */
export function createUserSignIn(options: UserSignInOptions): UserSignIn {
  const { clientId, clientSecret, webUrl } = options;
  const sessionOn = (url: string, auth: { auth?: string }) =>
    new Session(octokitFactory({ ...options, apiUrl: url })(auth), defaultRetryPolicy);
  const exchange = (asked: Record<string, string>) =>
    sessionOn(webUrl, {}).write(exchangeSchema, "POST /login/oauth/access_token", {
      headers: { accept: "application/json" },
      client_id: clientId,
      client_secret: clientSecret,
      ...asked,
    });
  return {
    authorizationUrl({ redirectUri, state, codeChallenge }) {
      const url = new URL(`${webUrl}/login/oauth/authorize`);
      url.search = new URLSearchParams({
        client_id: clientId,
        redirect_uri: redirectUri,
        state,
        code_challenge: codeChallenge,
        code_challenge_method: "S256",
      }).toString();
      return url;
    },
    async readUser({ code, codeVerifier, redirectUri }) {
      const answer = await exchange({
        ...{ code, code_verifier: codeVerifier, redirect_uri: redirectUri },
      });
      if ("error" in answer) throw codeRefused();
      const session = sessionOn(options.apiUrl, { auth: answer.access_token });
      return { ...(await readUser(session)), refreshToken: answer.refresh_token ?? null };
    },
    async readUserAgain(given) {
      const answer = await exchange({ grant_type: "refresh_token", refresh_token: given });
      if ("error" in answer) {
        // Any other word is about the App's client, and none about the person.
        if (answer.error === "bad_refresh_token") throw codeRefused();
        throw new ExternalError("GitHub does not take the App's client", {
          ...{ service: "github", retryable: true, code: "client_refused" },
        });
      }
      const refreshToken = answer.refresh_token ?? null;
      const session = sessionOn(options.apiUrl, { auth: answer.access_token });
      const user = await readUser(session).catch((failure: unknown) => {
        if (failure instanceof ExternalError) return null;
        throw failure;
      });
      return { user: user && { ...user, refreshToken }, refreshToken };
    },
  };
}

function codeRefused(): ExternalError {
  return new ExternalError("GitHub did not take the code or token of the sign-in", {
    service: "github",
    retryable: false,
    code: "code_refused",
  });
}

async function readUser(session: Session): Promise<Omit<SignedInUser, "refreshToken">> {
  const user = await session.read(userSchema, "GET /user");
  const route = "GET /user/installations";
  const { installations } = await session.read(installationsSchema, route, { per_page: 100 });
  return {
    id: user.id,
    login: user.login,
    name: user.name ?? null,
    email: user.email ?? null,
    accounts: installations.flatMap(({ account }) => account?.login ?? []),
  };
}
