import type { Identity } from "@devflow/identity";
import type { Doorkeeper } from "../http/doorkeeper.ts";
import { GatewayError } from "../http/gateway-error.ts";

/** Who may pass as the identity says: why a token is refused is not told. */
export function createDoorkeeper(identity: Identity): Doorkeeper {
  return {
    async authenticate(authorization, address) {
      const answer = await identity.authenticate(authorization, address);
      if ("caller" in answer) return answer.caller;
      if (answer.refusal !== "too_many") return null;
      const words = "Too many unknown tokens came from this address. Wait a minute.";
      throw new GatewayError(429, words, { code: "rate_limit_exceeded", retryAfterMs: 60_000 });
    },
    admit: (caller, rate) => identity.admit(caller, rate),
    whileGood: (caller, request, end) => identity.whileGood(caller, request, end),
  };
}
