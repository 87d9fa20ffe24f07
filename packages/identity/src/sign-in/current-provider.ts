import { loadGitHubApp, type Secret, type Settings } from "@devflow/config";
import { createUserSignIn } from "@devflow/github";
import type { Logger } from "@devflow/logging";
import { createGitHubProvider } from "./github-provider.ts";
import { createOidcProvider } from "./oidc-provider.ts";
import type { SignInProvider } from "./provider.ts";

/** Who people sign in with now. */
export interface CurrentProvider {
  provider: SignInProvider;
  /** What seals its refresh tokens, the newest first; empty: none is kept. */
  keys: readonly Secret[];
}

/**
 * With an identity provider of its own a company has one door, not two; else it is GitHub, where the App has a
 * client, which is looked up each time: the App may be created while the gateway runs. Null where there is neither.
 */
export function currentProvider(
  settings: Settings,
  logger: Logger,
  now: () => Date,
): () => Promise<CurrentProvider | null> {
  const { oidc, signInKeys } = settings.identity;
  // What the client's secret sealed before there was a key of its own is opened by it still.
  const keysWith = (secret: Secret | null) => [...signInKeys, ...(secret === null ? [] : [secret])];
  if (oidc !== null) {
    const own = {
      provider: createOidcProvider(oidc, logger, now),
      keys: keysWith(oidc.clientSecret),
    };
    return async () => own;
  }
  const onEndless = tellOnce(settings, logger);
  return async () => {
    const client = (await loadGitHubApp(settings))?.client;
    if (client === undefined) return null;
    const github = createUserSignIn({
      apiUrl: settings.githubApiUrl,
      webUrl: settings.githubWebUrl,
      ca: settings.githubCa,
      clientId: client.id,
      clientSecret: client.secret.expose(),
      logger,
    });
    return { provider: createGitHubProvider(github, onEndless), keys: keysWith(client.secret) };
  };
}

/** Once in a process, and not where GitHub is asked at sign-ins only anyway. */
function tellOnce({ identity }: Settings, logger: Logger): () => void {
  let isTold = identity.recheckMinutes === null;
  return () => {
    if (isTold) return;
    isTold = true;
    logger.warn(
      "user tokens of the GitHub App do not expire, so groups and access of people hold until their next sign-in: switch on User-to-server token expiration on the App's page",
    );
  };
}
