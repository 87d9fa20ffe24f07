import * as z from "zod";
import type { GatewayClient } from "../gateway/gateway-client.ts";
import { GatewayError } from "../gateway/gateway-error.ts";
import type { Session } from "./session.ts";

/** Of tokens that the server made for an editor. Others somebody made, and may use elsewhere: they go on. */
const ofEditors = "dfe_";
const timeoutMs = 5_000;

/**
 * Forgets the token here, in any case, and ends it at the server where that made it for this editor. False where the server was not
 * reached, so that the token goes on there until it ends by itself.
 */
export async function signOutAt(
  { session, gateway }: { session: Pick<Session, "token" | "signOut">; gateway: GatewayClient },
  server: string,
): Promise<boolean> {
  const token = await session.token(server).catch(() => null);
  await session.signOut(server);
  if (!token?.startsWith(ofEditors)) return true;
  const call = { method: "POST", path: "/v1/sign-out", server, token, timeoutMs } as const;
  try {
    await gateway.ask(call, z.unknown());
    return true;
  } catch (thrown) {
    // It was ended there before.
    return thrown instanceof GatewayError && thrown.fault === "signed_out";
  }
}
