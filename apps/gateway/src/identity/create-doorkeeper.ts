import type { Identity } from "@devflow/identity";
import type { Doorkeeper } from "../http/doorkeeper.ts";

/** Who may pass as the identity says: why a token is refused is not told. */
export function createDoorkeeper(identity: Identity): Doorkeeper {
  return {
    async authenticate(authorization) {
      const answer = await identity.authenticate(authorization);
      return "caller" in answer ? answer.caller : null;
    },
    admit: (caller, rate) => identity.admit(caller, rate),
    whileGood: (caller, request, end) => identity.whileGood(caller, request, end),
  };
}
