import { GatewayError } from "./gateway-error.ts";

const shape = /^(?:[a-z0-9._-]{1,255}|\[[0-9a-f:.]{2,45}\])(?::\d{1,5})?$/i;
const loopback = /^(?:localhost|(?:[a-z0-9-]+\.)+localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/**
 * Raises GatewayError 400 for a `Host` that is none of ours.
 *
 * A gateway that listens on this machine only is still reached by every page that its people look at:
 * a page of another site whose name leads to 127.0.0.1 is of the same origin as the gateway then. What
 * such a page cannot do is name another host. One that listens for others is asked by many names.
 */
export type RequireOwnHost = (host: string | undefined) => void;

/** @param own the address that the server listens on, and the one that people know it by */
export function requireOwnHost(own: { host: string; publicUrl: string | null }): RequireOwnHost {
  const isOfThisMachine = loopback.test(
    nameOf(own.host.includes(":") ? `[${own.host}]` : own.host),
  );
  const known = own.publicUrl === null ? null : nameOf(new URL(own.publicUrl).host);
  return (host) => {
    if (host === undefined) return;
    const name = nameOf(host);
    const isOurs = !isOfThisMachine || loopback.test(name) || name === known;
    if (shape.test(host) && isOurs) return;
    throw new GatewayError(
      400,
      "This gateway is not known by that name. Behind a proxy, set GATEWAY_URL.",
      { code: "wrong_host" },
    );
  };
}

function nameOf(host: string): string {
  return host.toLowerCase().replace(/:\d+$/, "");
}
