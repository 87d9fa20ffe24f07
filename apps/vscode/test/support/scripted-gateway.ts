import type { GatewayCall, GatewayClient } from "../../src/gateway/gateway-client.ts";
import { GatewayError } from "../../src/gateway/gateway-error.ts";

/** What the gateway says no with. */
export const refused = (word: string) =>
  new GatewayError(word, { fault: "refused", status: 400, code: word });

/** A gateway that gives these answers one after the other. */
export function gatewayOf(...answers: (object | Error)[]) {
  const calls: GatewayCall[] = [];
  const gateway: Pick<GatewayClient, "ask"> = {
    async ask(call, schema) {
      calls.push(call);
      const answer = answers.shift();
      if (answer instanceof Error) throw answer;
      return {
        body: schema.parse(answer),
        model: null,
        requestId: null,
        source: null,
        elapsedMs: 1,
      };
    },
  };
  return { calls, gateway: gateway as GatewayClient };
}
