import type { PeopleSettings } from "@devflow/config";
import type { Database } from "@devflow/database";
import type { CurrentProvider } from "./current-provider.ts";
import { type ProviderId, SignInRefusal } from "./provider.ts";
import { beginSignIn, endSignIn, type SignInRequest } from "./sign-in-flow.ts";

/** Sign-in in a browser, with whatever is set up. Raise SignInRefusal, ExternalError, UsageError. */
export interface SignIn {
  /** What there is to choose from; none on a machine where tokens are made by hand. */
  providers(): Promise<{ id: ProviderId; label: string }[]>;
  begin(provider: ProviderId, request: SignInRequest): Promise<{ url: URL; state: string }>;
  end(
    provider: ProviderId,
    answer: { callback: URL; redirectUri: string; cookieState: string | undefined },
  ): Promise<{ session: string; returnTo: string }>;
}

export function createSignIn(options: {
  database: Database;
  people: () => PeopleSettings;
  current: () => Promise<CurrentProvider | null>;
  now: () => Date;
}): SignIn {
  const { current } = options;
  const named = async (id: ProviderId) => {
    const known = await current();
    if (known?.provider.id === id) return { ...known, parts: { ...options, keys: known.keys } };
    throw new SignInRefusal("stale", "This way to sign in is not set up here.");
  };
  return {
    async providers() {
      const known = await current();
      return known === null ? [] : [{ id: known.provider.id, label: known.provider.label }];
    },
    async begin(id, request) {
      const { provider, parts } = await named(id);
      return await beginSignIn(parts, provider, request);
    },
    async end(id, answer) {
      const { provider, parts } = await named(id);
      return await endSignIn(parts, provider, answer);
    },
  };
}
