import { expect, test } from "vitest";
import { GatewayError } from "../src/gateway/gateway-error.ts";
import { signOutAt } from "../src/sign-in/sign-out.ts";
import { gatewayOf } from "./support/scripted-gateway.ts";

const server = "https://devflow.example.com";

/** Signs out, and gives what the server was asked with, what is kept, and whether the token is ended. */
async function signOut(kept: string | null | Error, answer: object | Error = {}) {
  const { calls, gateway } = gatewayOf(answer);
  const here = { token: kept };
  const session = {
    async token() {
      if (here.token instanceof Error) throw here.token;
      return here.token;
    },
    async signOut() {
      here.token = null;
    },
  };
  const isEnded = await signOutAt({ session, gateway }, server);
  return { isEnded, kept: here.token, asked: calls.map(({ path, token }) => `${path} ${token}`) };
}

test("a token that was made for this editor is ended at its server, too", async () => {
  const asked = ["/v1/sign-out dfe_1"];
  expect(await signOut("dfe_1")).toEqual({ isEnded: true, kept: null, asked });
  const unknown = new GatewayError("A token is needed.", { fault: "signed_out", status: 401 });
  expect(await signOut("dfe_1", unknown)).toEqual({ isEnded: true, kept: null, asked });
});

test("it is forgotten here where the server is away, which is told", async () => {
  const away = new GatewayError("It cannot be reached.", { fault: "offline" });
  expect(await signOut("dfe_1", away)).toMatchObject({ isEnded: false, kept: null });
});

test("one that somebody made and gave to the editor goes on, as does none", async () => {
  expect(await signOut("dfp_1")).toEqual({ isEnded: true, kept: null, asked: [] });
  expect(await signOut(null)).toEqual({ isEnded: true, kept: null, asked: [] });
  expect(await signOut(new Error("locked"))).toEqual({ isEnded: true, kept: null, asked: [] });
});
