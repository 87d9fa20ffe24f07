import { expect, test } from "vitest";
import { GatewayError } from "../src/gateway/gateway-error.ts";
import { awaitDeviceToken, requestDeviceCode } from "../src/sign-in/device-flow.ts";
import { gatewayOf, refused } from "./support/scripted-gateway.ts";

const server = "https://devflow.example.com";
const { signal } = new AbortController();
const code = {
  device_code: "dev-1",
  user_code: "WDJB-MJHT",
  verification_uri: `${server}/device`,
  verification_uri_complete: `${server}/device?user_code=WDJB-MJHT`,
  expires_in: 600,
  interval: 5,
};

test("a code is asked for without a token, at the server that is signed in to", async () => {
  const { gateway, calls } = gatewayOf(code);
  const grant = await requestDeviceCode(gateway, server, signal);
  expect(grant).toMatchObject({
    userCode: "WDJB-MJHT",
    page: `${server}/device`,
    intervalMs: 5_000,
  });
  expect(calls).toMatchObject([
    { path: "/v1/device/code", server, withToken: false, body: { client_id: "devflow-vscode" } },
  ]);
});

test("the token is asked for until a person approved, slower when the server says so or is away", async () => {
  const away = new GatewayError("away", { fault: "offline" });
  const answers = ["authorization_pending", "slow_down"].map(refused);
  const { gateway, calls } = gatewayOf(code, ...answers, away, { access_token: "dfe_1" });
  const grant = await requestDeviceCode(gateway, server, signal);
  const waits: number[] = [];
  const pause = async (ms: number) => void waits.push(ms);
  expect(await awaitDeviceToken(gateway, grant, pause, signal)).toBe("dfe_1");
  expect(waits).toEqual([5_000, 5_000, 10_000, 15_000]);
  expect(calls.at(-1)?.body).toEqual({
    grant_type: "urn:ietf:params:oauth:grant-type:device_code",
    device_code: "dev-1",
    client_id: "devflow-vscode",
  });
});

test("a no of the person ends it, and so does the code's end", async () => {
  const pause = async () => {};
  const denied = gatewayOf(code, refused("access_denied"));
  const grant = await requestDeviceCode(denied.gateway, server, signal);
  await expect(awaitDeviceToken(denied.gateway, grant, pause, signal)).rejects.toMatchObject({
    code: "access_denied",
  });
  const late = gatewayOf();
  const expired = { ...grant, expiresAt: 0 };
  await expect(awaitDeviceToken(late.gateway, expired, pause, signal)).rejects.toMatchObject({
    code: "expired_token",
  });
  expect(late.calls).toEqual([]);
});

test("whoever cancels is not signed in", async () => {
  const { gateway } = gatewayOf(code, { access_token: "dfe_1" });
  const grant = await requestDeviceCode(gateway, server, signal);
  const cancel = new AbortController();
  const pause = async () => cancel.abort();
  await expect(awaitDeviceToken(gateway, grant, pause, cancel.signal)).rejects.toThrow("aborted");
});
