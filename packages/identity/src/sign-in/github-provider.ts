import { ExternalError } from "@devflow/errors";
import type { UserSignIn } from "@devflow/github";
import { calculatePKCECodeChallenge } from "openid-client";
import { githubIssuer } from "../people/standing.ts";
import { type SignInProvider, SignInRefusal } from "./provider.ts";

/**
 * Sign-in with GitHub through the App. GitHub knows everybody: only those are ours who were given
 * access to something that the App is installed on. Groups are `github:LOGIN`, `github-id:NUMBER`, which
 * unlike a login never changes hands, and for each account where the App is installed,
 * `github-account:ACCOUNT`.
 */
export function createGitHubProvider(github: UserSignIn): SignInProvider {
  return {
    id: "github",
    label: "GitHub",
    async authorizationUrl({ redirectUri, state, codeVerifier }) {
      const codeChallenge = await calculatePKCECodeChallenge(codeVerifier);
      return github.authorizationUrl({ redirectUri, state, codeChallenge });
    },
    async prove(callback, attempt) {
      const { searchParams } = callback;
      const code = searchParams.get("code");
      if (searchParams.get("state") !== attempt.state) {
        throw new SignInRefusal("stale", "This sign-in is not the one that was begun.");
      }
      if (code === null) throw new SignInRefusal("denied", "GitHub did not let you in.");
      const { codeVerifier, redirectUri } = attempt;
      const user = await github.readUser({ code, codeVerifier, redirectUri }).catch(refused);
      const { id, login, name, email, accounts } = user;
      return {
        issuer: githubIssuer,
        subject: String(id),
        displayName: name ?? login,
        email,
        githubLogin: login,
        githubId: id,
        groups: [
          `github:${login}`,
          `github-id:${id}`,
          ...accounts.map((account) => `github-account:${account}`),
        ],
        refreshToken: null,
        isOurs: accounts.length > 0,
      };
    },
  };
}

function refused(failure: unknown): never {
  if (failure instanceof ExternalError && failure.code === "code_refused") {
    throw new SignInRefusal("unproven", "GitHub did not take the sign-in.", null, failure);
  }
  throw failure;
}
