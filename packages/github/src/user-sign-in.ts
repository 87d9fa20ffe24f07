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
}

const exchangeSchema = z.union([
  z.object({ access_token: z.string() }),
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
 * The web application flow with PKCE. The user's token is used for two questions and then forgotten.
 * Source: https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-user-access-token-for-a-github-app
 */
export function createUserSignIn(options: UserSignInOptions): UserSignIn {
  const { clientId, clientSecret, webUrl } = options;
  const sessionOn = (url: string, auth: { auth?: string }) =>
    new Session(octokitFactory({ ...options, apiUrl: url })(auth), defaultRetryPolicy);
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
      const answer = await sessionOn(webUrl, {}).write(
        exchangeSchema,
        "POST /login/oauth/access_token",
        {
          headers: { accept: "application/json" },
          client_id: clientId,
          client_secret: clientSecret,
          code,
          code_verifier: codeVerifier,
          redirect_uri: redirectUri,
        },
      );
      if ("error" in answer) {
        throw new ExternalError("GitHub did not take the code of the sign-in", {
          service: "github",
          retryable: false,
          code: "code_refused",
        });
      }
      return await readUser(sessionOn(options.apiUrl, { auth: answer.access_token }));
    },
  };
}

async function readUser(session: Session): Promise<SignedInUser> {
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
