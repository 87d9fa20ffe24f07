import { ExternalError } from "@devflow/errors";
import { type ProviderId, SignInRefusal } from "@devflow/identity";
import { z } from "zod";
import type { GatewayServices } from "../../gateway-services.ts";
import { defineRoute, type Route, type RouteAnswer } from "../../http/route.ts";
import { baseUrl, failurePage, readCookie, requireQuiet, setCookie } from "./browser.ts";
import { html, page } from "./html.ts";

const returnTo = z.string().max(2_000).optional();
const providerParams = z.object({ provider: z.enum(["oidc", "github"]) });
const stateCookieSeconds = 600;
const sessionCookieSeconds = 43_200;

const hidden = { scope: null, rate: null, isHidden: true, answerText: "text/html" } as const;

const callbackOf = (base: string, provider: ProviderId) => `${base}/sign-in/${provider}/callback`;

/** Signing in: the choice of a provider, the way there, and the way back. */
export function signInPages(services: GatewayServices): Route[] {
  const { identity } = services;
  const begin = (asked: Parameters<typeof baseUrl>[1], id: ProviderId, path: string | undefined) =>
    beginAt(services, asked, id, path);
  return [
    defineRoute({
      ...hidden,
      method: "GET",
      path: "/sign-in",
      operation: "signInPage",
      summary: "Choose how to sign in.",
      query: z.object({ return_to: returnTo }),
      async handle({ query, ...asked }) {
        await requireQuiet(identity, asked, true);
        const providers = await identity.signIn.providers();
        const [only, other] = providers;
        if (only === undefined) return withoutProviders();
        if (other === undefined) return await begin(asked, only.id, query.return_to);
        const path = encodeURIComponent(query.return_to ?? "");
        const buttons = providers.map(
          ({ id, label }) =>
            html`<p><a class="button" href="/sign-in/${id}?return_to=${path}">${label}</a></p>`,
        );
        return page("Sign in to DevFlow", html`${buttons}`);
      },
    }),
    defineRoute({
      ...hidden,
      method: "GET",
      path: "/sign-in/:provider",
      operation: "beginSignIn",
      summary: "The way to the provider.",
      params: providerParams,
      query: z.object({ return_to: returnTo }),
      async handle({ params, query, ...asked }) {
        await requireQuiet(identity, asked, true);
        return await begin(asked, params.provider, query.return_to);
      },
    }),
    defineRoute({
      ...hidden,
      method: "GET",
      path: "/sign-in/:provider/callback",
      operation: "endSignIn",
      summary: "Where the provider leads back to.",
      params: providerParams,
      query: z.record(z.string(), z.string()),
      async handle({ params: { provider }, query, ...asked }) {
        await requireQuiet(identity, asked);
        const base = baseUrl(services, asked);
        const redirectUri = callbackOf(base, provider);
        const callback = new URL(`${redirectUri}?${new URLSearchParams(query)}`);
        const cookieState = readCookie(base, "sign-in", asked);
        return await orFailurePage(async () => {
          const ended = await identity.signIn.end(provider, { callback, redirectUri, cookieState });
          const cookie = setCookie(base, "session", ended.session, sessionCookieSeconds);
          return { redirectTo: ended.returnTo, headers: { "set-cookie": cookie } };
        });
      },
    }),
  ];
}

async function beginAt(
  services: GatewayServices,
  asked: Parameters<typeof baseUrl>[1],
  provider: ProviderId,
  path: string | undefined,
): Promise<RouteAnswer<never, never>> {
  const base = baseUrl(services, asked);
  return await orFailurePage(async () => {
    const { address } = asked;
    const request = { redirectUri: callbackOf(base, provider), returnTo: path, address };
    const { url, state } = await services.identity.signIn.begin(provider, request);
    const cookie = setCookie(base, "sign-in", state, stateCookieSeconds);
    return { redirectTo: url.href, headers: { "set-cookie": cookie, "cache-control": "no-store" } };
  });
}

/** For people, in words: what is no failure of theirs says what to do. */
async function orFailurePage(
  work: () => Promise<RouteAnswer<never, never>>,
): Promise<RouteAnswer<never, never>> {
  try {
    return await work();
  } catch (thrown) {
    if (thrown instanceof SignInRefusal) {
      const status = thrown.code === "stale" || thrown.code === "unproven" ? 400 : 403;
      return failurePage("You are not signed in", thrown.message, status);
    }
    if (!(thrown instanceof ExternalError)) throw thrown;
    const words = "Who you sign in with does not answer. Try again in a minute.";
    return failurePage("You are not signed in", words, 503);
  }
}

function withoutProviders(): RouteAnswer<never, never> {
  return page(
    "Sign-in is not set up here",
    html`<p>On the machine that runs DevFlow, make a token and give it to your editor:</p>
<p><code>devflow tokens create --name laptop</code></p>
<p>To let a team sign in, set OIDC_ISSUER, or create the GitHub App; docs/identity.md says how.</p>`,
  );
}
