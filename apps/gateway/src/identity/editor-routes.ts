import { scopes } from "@devflow/identity";
import { z } from "zod";
import type { GatewayServices } from "../gateway-services.ts";
import { GatewayError } from "../http/gateway-error.ts";
import { defineRoute, type Route } from "../http/route.ts";
import { editorAt } from "./editor-callback.ts";
import { baseUrl, requireQuiet } from "./pages/browser.ts";

/** RFC 7636, sections 4.1 and 4.2; a challenge by S256 has 43 characters. */
const verifier = z.string().regex(/^[\w.~-]{43,128}$/);
const challenge = z.string().regex(/^[\w-]{43}$/);

const pushed = z
  .object({
    request_url: z.string().describe("The page that the editor opens in the person's browser."),
    expires_in: z.int(),
  })
  .meta({ id: "EditorSignIn" });

const editorToken = z
  .object({
    access_token: z.string(),
    token_type: z.literal("Bearer"),
    expires_in: z.int(),
    scope: z.string(),
  })
  .meta({ id: "EditorToken" });

/**
 * Sign-in of an editor with the browser of its own machine: the editor pushes what it wants (as in RFC 9126), a person
 * allows it on a page, the editor's own address gets a code, and whoever has the verifier (RFC 7636) gets the token for it.
 */
export function editorRoutes(services: GatewayServices): Route[] {
  return [requestRoute(services), tokenRoute(services)];
}

function requestRoute(services: GatewayServices): Route {
  const { identity, parts } = services;
  return defineRoute({
    method: "POST",
    path: "/v1/editor/request",
    operation: "requestEditorSignIn",
    summary: "Ask to be let in with a browser: the page that a person opens.",
    description:
      "The code goes to `redirect_uri`: an address of an editor's own scheme, or of one of WEB_EDITOR_URLS. Any other is refused with `invalid_redirect_uri`; use the device flow then.",
    scope: null,
    rate: null,
    body: z.object({
      redirect_uri: z.string().max(1_600),
      state: z.string().regex(/^[\w-]{22,128}$/),
      code_challenge: challenge,
      code_challenge_method: z.literal("S256"),
      scope: z.string().max(200).optional().describe("Words separated by spaces."),
    }),
    answer: pushed,
    errors: [429],
    async handle({ body, ...asked }) {
      await requireQuiet(identity, asked, true);
      const clientName = editorAt(body.redirect_uri, parts.settings.identity.webEditorUrls);
      if (clientName === null) {
        const words = "No code is sent to this address: it is not known to be an editor's.";
        throw new GatewayError(400, words, { code: "invalid_redirect_uri" });
      }
      const words = (body.scope ?? "").split(" ");
      const { request, expiresInSeconds } = await identity.editors.begin({
        clientName,
        scopes: scopes.filter((scope) => words.includes(scope)),
        redirectUri: body.redirect_uri,
        state: body.state,
        codeChallenge: body.code_challenge,
        address: asked.address,
      });
      return {
        headers: { "cache-control": "no-store" },
        body: {
          request_url: `${baseUrl(services, asked)}/editor?request=${request}`,
          expires_in: expiresInSeconds,
        },
      };
    },
  });
}

function tokenRoute({ identity }: GatewayServices): Route {
  return defineRoute({
    method: "POST",
    path: "/v1/editor/token",
    operation: "redeemEditorCode",
    summary: "Bring the code with its verifier: the token, once.",
    scope: null,
    rate: null,
    body: z.object({
      grant_type: z.literal("authorization_code"),
      code: z.string().max(200),
      code_verifier: verifier,
    }),
    answer: editorToken,
    errors: [429],
    async handle({ body, ...asked }) {
      await requireQuiet(identity, asked);
      const made = await identity.editors.redeem({
        code: body.code,
        codeVerifier: body.code_verifier,
      });
      if (made === null) {
        const words = "The code is too old, was used, or is another editor's. Sign in again.";
        throw new GatewayError(400, words, { code: "invalid_grant" });
      }
      const { text, token } = made;
      return {
        headers: { "cache-control": "no-store" },
        body: {
          access_token: text,
          token_type: "Bearer" as const,
          expires_in: Math.max(0, Math.floor((token.expiresAt.getTime() - Date.now()) / 1_000)),
          scope: token.scopes.join(" "),
        },
      };
    },
  });
}
