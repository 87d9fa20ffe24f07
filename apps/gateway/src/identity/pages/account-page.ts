import { UsageError } from "@devflow/errors";
import { createAdministration, editorScopes, type TokenJson } from "@devflow/identity";
import { z } from "zod";
import type { GatewayServices } from "../../gateway-services.ts";
import { defineRoute, type Route } from "../../http/route.ts";
import { loginProblem } from "../login-problem.ts";
import {
  baseUrl,
  readCookie,
  requireCsrf,
  setCookie,
  signInFirst,
  type Visitor,
  visitorOf,
} from "./browser.ts";
import { type Html, html, page } from "./html.ts";

const hidden = { scope: null, rate: null, isHidden: true, answerText: "text/html" } as const;
const csrf = z.string().max(100);

/** A person's own tokens, and the way out. */
export function accountPages(services: GatewayServices): Route[] {
  const { parts } = services;
  const { maxTokenDays } = parts.settings.identity;
  const tokensOf = ({ caller }: Visitor) => {
    const own = createAdministration(parts.database, { actor: caller.name, maxTokenDays });
    return { own, person: String(caller.personId) };
  };
  const show = async (visitor: Visitor, notice: Html = html``) => {
    const { own, person } = tokensOf(visitor);
    const body = accountBody(visitor, await own.listTokens(person), Math.min(90, maxTokenDays));
    return page("Your account", html`${notice}${body}`);
  };
  return [
    defineRoute({
      ...hidden,
      method: "GET",
      path: "/account",
      operation: "accountPage",
      summary: "A person's own tokens.",
      async handle(asked) {
        const visitor = await visitorOf(services, asked);
        return visitor === null ? signInFirst("/account") : await show(visitor);
      },
    }),
    defineRoute({
      ...hidden,
      method: "POST",
      path: "/account/tokens",
      operation: "createOwnToken",
      summary: "Make a token.",
      bodyType: "form",
      body: z.object({
        csrf,
        name: z.string().trim().min(1).max(100),
        days: z.coerce.number().int().min(1).max(maxTokenDays),
      }),
      async handle({ body, ...asked }) {
        const visitor = await visitorOf(services, asked);
        if (visitor === null) return signInFirst("/account");
        requireCsrf(visitor, body.csrf);
        const { own, person } = tokensOf(visitor);
        const { name, days } = body;
        try {
          const made = await own.createToken({ person, name, days, scopes: editorScopes });
          return await show(visitor, newToken(made.token));
        } catch (refused) {
          if (!(refused instanceof UsageError)) throw refused;
          return await show(visitor, html`<p>${refused.message} ${refused.nextStep}</p>`);
        }
      },
    }),
    revokeRoute(services),
    signOutRoute(services),
  ];
}

function revokeRoute(services: GatewayServices): Route {
  const { identity } = services;
  return defineRoute({
    ...hidden,
    method: "POST",
    path: "/account/tokens/:id/revoke",
    operation: "revokeOwnToken",
    summary: "Revoke a token.",
    params: z.object({ id: z.string().max(100) }),
    bodyType: "form",
    body: z.object({ csrf }),
    async handle({ params, body, ...asked }) {
      const visitor = await visitorOf(services, asked);
      if (visitor === null) return signInFirst("/account");
      requireCsrf(visitor, body.csrf);
      await identity.revokeOwn(visitor.caller, params.id);
      return { redirectTo: "/account" };
    },
  });
}

function signOutRoute(services: GatewayServices): Route {
  const { identity } = services;
  return defineRoute({
    ...hidden,
    method: "POST",
    path: "/sign-out",
    operation: "signOut",
    summary: "Sign out of this browser.",
    bodyType: "form",
    body: z.object({ csrf }),
    async handle({ body, ...asked }) {
      const base = baseUrl(services, asked);
      const visitor = await visitorOf(services, asked);
      if (visitor !== null) {
        requireCsrf(visitor, body.csrf);
        await identity.revokeOwn(visitor.caller, visitor.caller.tokenId);
      }
      // A form of another site comes without the cookie, and must not take it away.
      const isHere = readCookie(base, "session", asked) !== undefined;
      return page(
        "You are signed out",
        html`<p><a href="/sign-in">Sign in again</a></p>`,
        isHere ? { cookie: setCookie(base, "session", "", 0) } : {},
      );
    },
  });
}

function newToken(text: string): Html {
  return html`<p>Your new token, which is not shown again:</p><p><code>${text}</code></p>`;
}

function accountBody({ caller, csrf: proof }: Visitor, tokens: TokenJson[], days: number): Html {
  const live = tokens.filter(
    ({ revoked_at, expires_at }) => revoked_at === null && new Date(expires_at) > new Date(),
  );
  const rows = live.map(
    (
      token,
    ) => html`<tr><td>${token.name}</td><td>${token.kind}</td><td>${token.scopes.join(", ")}</td>
<td>${token.expires_at.slice(0, 10)}</td><td>${token.last_used_at?.slice(0, 10) ?? "never"}</td>
<td><form class="inline" action="/account/tokens/${encodeURIComponent(token.id)}/revoke" method="post">
<input type="hidden" name="csrf" value="${proof}"><button class="quiet">Revoke</button></form></td></tr>`,
  );
  const github = caller.githubLogin ?? "none: ask an administrator to link yours";
  const problem = loginProblem(caller);
  return html`<p>Signed in as <strong>${caller.name}</strong> (${caller.role}). Teams: ${caller.teams.join(", ") || "none"}. GitHub account: ${github}.</p>
${problem === null ? "" : html`<p><strong>${problem}</strong></p>`}
<h2>Tokens</h2>
${rows.length === 0 ? html`<p>You have none.</p>` : html`<table><tr><th>name</th><th>kind</th><th>may</th><th>until</th><th>last used</th><th></th></tr>${rows}</table>`}
<form action="/account/tokens" method="post"><input type="hidden" name="csrf" value="${proof}">
<label>Name <input name="name" maxlength="100" required></label>
<label>Days <input name="days" type="number" min="1" value="${days}" required></label>
<button>Make a token</button></form>
<form action="/sign-out" method="post"><input type="hidden" name="csrf" value="${proof}"><p><button class="quiet">Sign out</button></p></form>`;
}
