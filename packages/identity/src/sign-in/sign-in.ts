import { loadGitHubApp, type PeopleSettings, type Settings } from "@devflow/config";
import type { Database } from "@devflow/database";
import { createUserSignIn } from "@devflow/github";
import type { Logger } from "@devflow/logging";
import { createGitHubProvider } from "./github-provider.ts";
import { type ProviderId, type SignInProvider, SignInRefusal } from "./provider.ts";
import { beginSignIn, endSignIn } from "./sign-in-flow.ts";

/** Sign-in in a browser, with whatever is set up. Raise SignInRefusal, ExternalError, UsageError. */
export interface SignIn {
  /** What there is to choose from; none on a machine where tokens are made by hand. */
  providers(): Promise<{ id: ProviderId; label: string }[]>;
  begin(
    provider: ProviderId,
    request: { redirectUri: string; returnTo: string | undefined },
  ): Promise<{ url: URL; state: string }>;
  end(
    provider: ProviderId,
    answer: { callback: URL; redirectUri: string; cookieState: string | undefined },
  ): Promise<{ session: string; returnTo: string }>;
}

export function createSignIn(options: {
  database: Database;
  settings: Settings;
  people: () => PeopleSettings;
  /** The identity provider that is set up; null: GitHub, where the App has a client. */
  own: SignInProvider | null;
  logger: Logger;
  now: () => Date;
}): SignIn {
  const { settings, logger, own } = options;
  const parts = { ...options, secret: settings.identity.oidc?.clientSecret ?? null };
  // With an identity provider of its own a company has one door, not two.
  const all = async (): Promise<SignInProvider[]> => {
    if (own !== null) return [own];
    const github = await gitHubProvider(settings, logger);
    return github === null ? [] : [github];
  };
  const named = async (id: ProviderId) => {
    const provider = (await all()).find((each) => each.id === id);
    if (provider !== undefined) return provider;
    throw new SignInRefusal("stale", "This way to sign in is not set up here.");
  };
  return {
    providers: async () => (await all()).map(({ id, label }) => ({ id, label })),
    begin: async (id, request) => beginSignIn(parts, await named(id), request),
    end: async (id, answer) => endSignIn(parts, await named(id), answer),
  };
}

/** Looked up each time: the App may be created while the gateway runs. */
async function gitHubProvider(settings: Settings, logger: Logger): Promise<SignInProvider | null> {
  const client = (await loadGitHubApp(settings))?.client;
  if (client === undefined) return null;
  return createGitHubProvider(
    createUserSignIn({
      apiUrl: settings.githubApiUrl,
      webUrl: settings.githubWebUrl,
      ca: settings.githubCa,
      clientId: client.id,
      clientSecret: client.secret.expose(),
      logger,
    }),
  );
}
