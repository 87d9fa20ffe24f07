import { createHash, randomBytes } from "node:crypto";
import * as z from "zod";
import type { GatewayClient } from "../gateway/gateway-client.ts";
import { GatewayError } from "../gateway/gateway-error.ts";
import { pageAddress, scopesAsked } from "./device-flow.ts";

/**
 * Sign-in with the browser of this machine, without a port that listens here: the gateway's page ends at the editor's own
 * address, with a code that only who has the verifier can use (RFC 7636).
 *
 * Wanted: a token for the sign-in that this window began, and for no other that somebody sends a link to.
 * Design: state and verifier are made here for each sign-in, and never leave this process but to the gateway that is signed in
 * to; a link whose state no sign-in waits for is not looked at.
 */

const pushed = z.object({ request_url: pageAddress, expires_in: z.number().positive() });
const token = z.object({ access_token: z.string().min(1) });
const timeoutMs = 10_000;

export interface BrowserSignIn {
  server: string;
  /** What the person opens. */
  page: string;
  state: string;
  verifier: string;
  expiresAt: number;
}

const random = () => randomBytes(32).toString("base64url");

/**
 * Tells the gateway what is wanted, and where the code shall go. Null where the gateway sends none to that address, or is of a version
 * that has no such sign-in: then a code on a page is the way.
 */
export async function requestBrowserSignIn(
  gateway: GatewayClient,
  { server, callback }: { server: string; callback: string },
  signal: AbortSignal,
): Promise<BrowserSignIn | null> {
  const [state, verifier] = [random(), random()];
  const body = {
    redirect_uri: callback,
    state,
    code_challenge: createHash("sha256").update(verifier).digest("base64url"),
    code_challenge_method: "S256",
    scope: scopesAsked,
  };
  const call = { path: "/v1/editor/request", body, signal, timeoutMs, server, withToken: false };
  try {
    const { body: answer } = await gateway.ask(call, pushed);
    const expiresAt = Date.now() + answer.expires_in * 1_000;
    return { server, page: answer.request_url, state, verifier, expiresAt };
  } catch (thrown) {
    // 400: not this address; 404: no such route.
    if (thrown instanceof GatewayError && thrown.fault === "refused") return null;
    throw thrown;
  }
}

/** Brings the code back to the gateway that it came from. */
export async function redeemCode(
  gateway: GatewayClient,
  { server, verifier }: BrowserSignIn,
  code: string,
  signal: AbortSignal,
): Promise<string> {
  const body = { grant_type: "authorization_code", code, code_verifier: verifier };
  const call = { path: "/v1/editor/token", body, signal, timeoutMs, server, withToken: false };
  return (await gateway.ask(call, token)).body.access_token;
}

/** Sign-ins that wait for the browser to lead back to the editor. */
export class AwaitedCodes {
  readonly #waiting = new Map<string, (answer: URLSearchParams) => void>();

  /** The code of a sign-in. Throws {@link GatewayError} when the person said no, or the time is over. */
  wait({ state, expiresAt }: BrowserSignIn, signal: AbortSignal): Promise<string> {
    return new Promise<string>((resolve, reject) => {
      const end = (act: () => void) => {
        clearTimeout(timer);
        signal.removeEventListener("abort", abort);
        this.#waiting.delete(state);
        act();
      };
      const fail = (code: string, words: string) =>
        end(() => reject(new GatewayError(words, { fault: "refused", code })));
      const abort = () => end(() => reject(signal.reason));
      const late = () => fail("expired_token", "The browser did not come back. Sign in again.");
      const timer = setTimeout(late, Math.max(0, expiresAt - Date.now()));
      this.#waiting.set(state, (answer) => {
        const code = answer.get("code");
        if (code === null) fail("access_denied", "You were not let in.");
        else end(() => resolve(code));
      });
      if (signal.aborted) abort();
      else signal.addEventListener("abort", abort);
    });
  }

  /** A link came with these parameters; what no sign-in here waits for is ignored. */
  take(query: string): void {
    const answer = new URLSearchParams(query);
    this.#waiting.get(answer.get("state") ?? "")?.(answer);
  }
}
