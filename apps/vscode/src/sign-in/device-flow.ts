import * as z from "zod";
import type { GatewayClient } from "../gateway/gateway-client.ts";
import { GatewayError } from "../gateway/gateway-error.ts";

/** A page for a browser: of other addresses some make the editor itself do something. */
export const pageAddress = z.url({ protocol: /^https?$/ });

/** RFC 8628, section 3.2, and what the gateway calls the page with the code filled in. */
const deviceCode = z.object({
  device_code: z.string().min(1),
  user_code: z.string().min(1),
  verification_uri: pageAddress,
  verification_uri_complete: pageAddress.optional(),
  expires_in: z.number().positive(),
  interval: z.number().positive().default(5),
});

const deviceToken = z.object({ access_token: z.string().min(1) });

/** By this name the approval page tells what asks. */
const clientId = "devflow-vscode";
/** What the extension's features need; the page shows them to who approves. */
export const scopesAsked = "complete assist search";
const timeoutMs = 10_000;
/** RFC 8628, section 3.5: `slow_down` adds five seconds. */
const slowDownMs = 5_000;

export interface DeviceGrant {
  server: string;
  deviceCode: string;
  /** What a person compares with the page, for example `WDJB-MJHT`. */
  userCode: string;
  /** Where to type it, and the page with it typed in. */
  page: string;
  completePage: string;
  expiresAt: number;
  intervalMs: number;
}

/** Asks the gateway for a code, with which a person lets this editor in from any browser. */
export async function requestDeviceCode(
  gateway: GatewayClient,
  server: string,
  signal: AbortSignal,
): Promise<DeviceGrant> {
  const body = { client_id: clientId, scope: scopesAsked };
  const call = { path: "/v1/device/code", body, signal, timeoutMs, server, withToken: false };
  const answer = await gateway.ask(call, deviceCode);
  const code = answer.body;
  return {
    server,
    deviceCode: code.device_code,
    userCode: code.user_code,
    page: code.verification_uri,
    completePage: code.verification_uri_complete ?? code.verification_uri,
    expiresAt: Date.now() + code.expires_in * 1_000,
    intervalMs: code.interval * 1_000,
  };
}

/**
 * Waits until the person approved, and gives the token. `pause` ends after so many milliseconds, or earlier
 * when there is news. Throws {@link GatewayError} when the person said no, or the code expired.
 */
export async function awaitDeviceToken(
  gateway: GatewayClient,
  grant: DeviceGrant,
  pause: (ms: number) => Promise<void>,
  signal: AbortSignal,
): Promise<string> {
  let intervalMs = grant.intervalMs;
  while (Date.now() < grant.expiresAt) {
    await pause(intervalMs);
    signal.throwIfAborted();
    const answer = await askForToken(gateway, grant, signal);
    if (answer.kind === "token") return answer.token;
    if (answer.kind === "slow_down") intervalMs += slowDownMs;
  }
  throw new GatewayError("The code expired before it was approved. Sign in again.", {
    fault: "refused",
    code: "expired_token",
  });
}

type TokenAnswer = { kind: "token"; token: string } | { kind: "pending" } | { kind: "slow_down" };

async function askForToken(
  gateway: GatewayClient,
  { server, deviceCode: code }: DeviceGrant,
  signal: AbortSignal,
): Promise<TokenAnswer> {
  const grantType = "urn:ietf:params:oauth:grant-type:device_code";
  const body = { grant_type: grantType, device_code: code, client_id: clientId };
  const call = { path: "/v1/device/token", body, signal, timeoutMs, server, withToken: false };
  try {
    const answer = await gateway.ask(call, deviceToken);
    return { kind: "token", token: answer.body.access_token };
  } catch (thrown) {
    if (!(thrown instanceof GatewayError)) throw thrown;
    if (thrown.code === "authorization_pending") return { kind: "pending" };
    // Section 3.5: a connection that failed is tried again later, too.
    const isLater = thrown.fault === "offline" || thrown.fault === "timed_out";
    if (thrown.code === "slow_down" || thrown.fault === "limited" || isLater) {
      return { kind: "slow_down" };
    }
    throw thrown;
  }
}
