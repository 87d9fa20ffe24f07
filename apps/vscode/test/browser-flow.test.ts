import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { GatewayError } from "../src/gateway/gateway-error.ts";
import {
  AwaitedCodes,
  type BrowserSignIn,
  redeemCode,
  requestBrowserSignIn,
} from "../src/sign-in/browser-flow.ts";
import { requestDeviceCode } from "../src/sign-in/device-flow.ts";
import { gatewayOf, refused } from "./support/scripted-gateway.ts";

const server = "https://devflow.example.com";
const callback = "vscode://devflow.devflow-vscode/signed-in?windowId=1";
const page = `${server}/editor?request=r`;
const { signal } = new AbortController();
const begin = async (...answers: (object | Error)[]) => {
  const { gateway, calls } = gatewayOf({ request_url: page, expires_in: 900 }, ...answers);
  const begun = await requestBrowserSignIn(gateway, { server, callback }, signal);
  if (begun === null) throw new Error("nothing was begun");
  return { begun, gateway, calls };
};

test("the gateway gets the challenge first, and the verifier only with the code", async () => {
  const { begun, gateway, calls } = await begin({ access_token: "dfe_1" });
  const challenge = createHash("sha256").update(begun.verifier).digest("base64url");
  expect(calls).toMatchObject([
    {
      path: "/v1/editor/request",
      server,
      withToken: false,
      body: {
        redirect_uri: callback,
        state: begun.state,
        code_challenge: challenge,
        code_challenge_method: "S256",
      },
    },
  ]);
  expect(JSON.stringify(calls)).not.toContain(begun.verifier);
  expect(await redeemCode(gateway, begun, "the-code", signal)).toBe("dfe_1");
  expect(calls.at(-1)).toMatchObject({
    path: "/v1/editor/token",
    server,
    withToken: false,
    body: { code: "the-code", code_verifier: begun.verifier },
  });
  const other = (await begin()).begun;
  expect(other.state).not.toBe(begun.state);
  expect(other.verifier).not.toBe(begun.verifier);
});

test("a gateway that sends no code there, or knows no such sign-in, is not a failure", async () => {
  for (const answer of [
    refused("invalid_redirect_uri"),
    new GatewayError("There is no such route.", { fault: "refused", status: 404 }),
  ]) {
    const { gateway } = gatewayOf(answer);
    expect(await requestBrowserSignIn(gateway, { server, callback }, signal)).toBeNull();
  }
  const { gateway } = gatewayOf(new GatewayError("away", { fault: "offline" }));
  const asked = requestBrowserSignIn(gateway, { server, callback }, signal);
  await expect(asked).rejects.toMatchObject({ fault: "offline" });
});

test.each(["command:workbench.action.quit", "file:///etc/passwd", "vscode://eve.helper/run"])(
  "the editor opens no page at %s, whoever says so",
  async (request_url) => {
    const { gateway } = gatewayOf({ request_url, expires_in: 900 });
    const asked = requestBrowserSignIn(gateway, { server, callback }, signal);
    await expect(asked).rejects.toThrow();
    const codes = {
      device_code: "d",
      user_code: "u",
      verification_uri: request_url,
      expires_in: 1,
    };
    const device = requestDeviceCode(gatewayOf(codes).gateway, server, signal);
    await expect(device).rejects.toThrow();
  },
);

test("only a link with the state of a sign-in that waits brings a code", async () => {
  const codes = new AwaitedCodes();
  const { begun } = await begin();
  const waiting = codes.wait(begun, signal);
  codes.take("code=foreign&state=other");
  codes.take("code=foreign");
  codes.take(`code=mine&state=${begun.state}`);
  codes.take(`code=late&state=${begun.state}`);
  expect(await waiting).toBe("mine");
});

test("a no, the end of the time and a cancel end the waiting", async () => {
  const codes = new AwaitedCodes();
  const { begun } = await begin();
  const denied = codes.wait(begun, signal);
  codes.take(`error=access_denied&state=${begun.state}`);
  await expect(denied).rejects.toMatchObject({ code: "access_denied" });
  const late: BrowserSignIn = { ...begun, expiresAt: 0 };
  await expect(codes.wait(late, signal)).rejects.toMatchObject({ code: "expired_token" });
  const cancel = new AbortController();
  const cancelled = codes.wait(begun, cancel.signal);
  cancel.abort();
  await expect(cancelled).rejects.toThrow("aborted");
});
