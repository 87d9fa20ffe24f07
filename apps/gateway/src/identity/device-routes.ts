import { scopes } from "@devflow/identity";
import { z } from "zod";
import type { GatewayServices } from "../gateway-services.ts";
import { GatewayError } from "../http/gateway-error.ts";
import { defineRoute, type Route } from "../http/route.ts";
import { baseUrl, requireQuiet } from "./pages/browser.ts";

/** What the page calls the clients that are ours; any other is shown by the id that it gives itself. */
const clientNames: Record<string, string> = {
  "devflow-vscode": "Visual Studio Code",
  "devflow-cli": "devflow on the command line",
};

const deviceCode = z
  .object({
    device_code: z.string(),
    user_code: z.string(),
    verification_uri: z.string(),
    verification_uri_complete: z.string(),
    expires_in: z.int(),
    interval: z.int(),
  })
  .meta({ id: "DeviceCode" });

const deviceToken = z
  .object({
    access_token: z.string(),
    token_type: z.literal("Bearer"),
    expires_in: z.int(),
    scope: z.string(),
  })
  .meta({ id: "DeviceToken" });

const messages = {
  authorization_pending: "Nobody has allowed it yet.",
  slow_down: "Ask less often: five seconds longer between two questions from now on.",
  expired_token: "The code is too old, was used, or is not known.",
  access_denied: "It was refused.",
};

/**
 * The device flow of RFC 8628, with JSON bodies: an editor or command line gets a code, a person
 * allows it on the page `/device`, and it gets a token. Errors are in our one shape, with RFC 8628's
 * words as `error.code`.
 */
export function deviceRoutes(services: GatewayServices): Route[] {
  return [codeRoute(services), tokenRoute(services)];
}

/** A device asks for a code. */
function codeRoute(services: GatewayServices): Route {
  const { identity } = services;
  return defineRoute({
    method: "POST",
    path: "/v1/device/code",
    operation: "requestDeviceCode",
    summary: "Ask to be let in: a code for a person, and one for the device.",
    scope: null,
    rate: null,
    body: z.object({
      client_id: z.string().regex(/^[\w.-]{1,60}$/),
      scope: z.string().max(200).optional().describe("Words separated by spaces."),
    }),
    answer: deviceCode,
    links: { requestDeviceToken: { body: { device_code: "/device_code" } } },
    errors: [429, 501],
    async handle({ body, ...asked }) {
      await requireQuiet(identity, asked, true);
      if ((await identity.signIn.providers()).length === 0) throw withoutSignIn();
      const words = (body.scope ?? "").split(" ");
      const code = await identity.devices.request({
        clientName: clientNames[body.client_id] ?? `An unknown program (${body.client_id})`,
        scopes: scopes.filter((scope) => words.includes(scope)),
        address: asked.address,
      });
      const page = `${baseUrl(services, asked)}/device`;
      return {
        headers: { "cache-control": "no-store" },
        body: {
          device_code: code.deviceCode,
          user_code: code.userCode,
          verification_uri: page,
          verification_uri_complete: `${page}?user_code=${code.userCode}`,
          expires_in: code.expiresInSeconds,
          interval: code.intervalSeconds,
        },
      };
    },
  });
}

/** Nobody could let the device in: better told now than waited for. */
function withoutSignIn(): GatewayError {
  return new GatewayError(
    501,
    "Sign-in is not set up here. A token is made on the machine that runs DevFlow: devflow tokens create --name laptop",
    { code: "no_sign_in" },
  );
}

/** It asks again and again, until a person allowed or refused it. */
function tokenRoute(services: GatewayServices): Route {
  const { identity } = services;
  return defineRoute({
    method: "POST",
    path: "/v1/device/token",
    operation: "requestDeviceToken",
    summary: "Ask whether a person allowed it: the token, once.",
    scope: null,
    rate: null,
    body: z.object({
      grant_type: z.literal("urn:ietf:params:oauth:grant-type:device_code"),
      device_code: z.string().max(200),
      client_id: z.string().max(60).optional(),
    }),
    answer: deviceToken,
    errors: [429],
    async handle({ body, ...asked }) {
      await requireQuiet(identity, asked);
      const answer = await identity.devices.poll(body.device_code);
      if ("error" in answer) {
        throw new GatewayError(400, messages[answer.error], { code: answer.error });
      }
      const { token, expiresAt, scopes: allowed } = answer;
      return {
        headers: { "cache-control": "no-store" },
        body: {
          access_token: token,
          token_type: "Bearer" as const,
          expires_in: Math.max(0, Math.floor((expiresAt.getTime() - Date.now()) / 1000)),
          scope: allowed.join(" "),
        },
      };
    },
  });
}
