import { ExternalError } from "@devflow/errors";
import type { SignedInUser, UserSignIn } from "@devflow/github";
import { calculatePKCECodeChallenge } from "openid-client";
import { githubIssuer } from "../people/standing.ts";
import { type SignInProvider, SignInRefusal } from "./provider.ts";

/**
 * Sign-in with GitHub through the App. GitHub knows everybody: only those are ours who were given
 * access to something that the App is installed on. Groups are `github:LOGIN`, `github-id:NUMBER`, which
 * unlike a login never changes hands, and for each account where the App is installed,
 * `github-account:ACCOUNT`.
 *
 * @param onEndless told of each sign-in after which GitHub cannot be asked again
 */
export function createGitHubProvider(
  github: UserSignIn,
  onEndless: () => void = () => {},
): SignInProvider {
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
      const { id, login, name, email, accounts, refreshToken } = user;
      if (refreshToken === null) onEndless();
      return {
        issuer: githubIssuer,
        subject: String(id),
        displayName: name ?? login,
        email,
        githubLogin: login,
        githubId: id,
        groups: groupsOf(user),
        refreshToken,
        isOurs: accounts.length > 0,
      };
    },
    async recheck({ refreshToken, subject }) {
      const answer = await github.readUserAgain(refreshToken).catch(refused);
      const { user, refreshToken: next } = answer;
      // GitHub has given the next token by now: what else it did not say is asked with that one.
      if (user === null) return { groups: null, refreshToken: next };
      if (String(user.id) !== subject) {
        throw new SignInRefusal("unproven", "GitHub answered for somebody else.");
      }
      const account = { login: user.login, id: user.id };
      return { groups: groupsOf(user), refreshToken: next, account };
    },
  };
}

function groupsOf({ login, id, accounts }: SignedInUser): string[] {
  return [
    `github:${login}`,
    `github-id:${id}`,
    ...accounts.map((account) => `github-account:${account}`),
  ];
}

function refused(failure: unknown): never {
  if (failure instanceof ExternalError && failure.code === "code_refused") {
    throw new SignInRefusal("unproven", "GitHub did not take the sign-in.", null, failure);
  }
  throw failure;
}
