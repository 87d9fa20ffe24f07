import * as z from "zod";
import type { GatewayClient } from "../gateway/gateway-client.ts";
import { GatewayError } from "../gateway/gateway-error.ts";
import { parseServerUrl, type ServerUrl } from "../gateway/parse-server-url.ts";

const timeoutMs = 5_000;

/** Whether a gateway answers at the address; else what is wrong, with the URL that was asked. */
export async function checkServer(
  { gateway }: { gateway: GatewayClient },
  value: string,
): Promise<ServerUrl> {
  const parsed = parseServerUrl(value);
  if (parsed.kind !== "address") return parsed;
  const call = { path: "/v1/health", timeoutMs, withToken: false, server: parsed.url };
  try {
    await gateway.ask(call, z.looseObject({ version: z.unknown() }));
    return parsed;
  } catch (thrown) {
    // A gateway that is busy or lets nobody see its health is a gateway.
    if (thrown instanceof GatewayError && (thrown.status === 401 || thrown.status === 429)) {
      return parsed;
    }
    const why = thrown instanceof Error ? thrown.message : String(thrown);
    return { kind: "wrong", why: `GET ${parsed.url}/v1/health: ${why}` };
  }
}
