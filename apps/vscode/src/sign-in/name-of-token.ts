import * as z from "zod";
import type { GatewayClient } from "../gateway/gateway-client.ts";

const me = z.object({ name: z.string() });

/** The name of whom the token stands for. Throws GatewayError where the server does not take it. */
export async function nameOfToken(
  gateway: GatewayClient,
  server: string,
  token: string,
): Promise<string> {
  const call = { path: "/v1/me", timeoutMs: 10_000, server, token };
  const answer = await gateway.ask(call, me);
  return answer.body.name;
}
