import type { Finding } from "./check-everything.ts";

const timeoutMs = 5_000;

/** What people meet who go to GATEWAY_URL: whether it is there, how, and through which proxy. */
export async function checkGatewayUrl(url: string): Promise<Finding> {
  const signal = AbortSignal.timeout(timeoutMs);
  const response = await fetch(`${url}/v1/health`, { signal, redirect: "error" }).catch(() => null);
  const forwarded = response?.headers.get("x-devflow-forwarded") ?? null;
  if (!response?.ok || forwarded === null) {
    return {
      state: "note",
      message: `${url} is not answered by a gateway, as seen from here`,
      nextStep: "Start it, or check GATEWAY_URL and what stands before it.",
    };
  }
  if (forwarded === "untrusted") {
    return {
      state: "note",
      message: `${url} is behind a proxy that is not trusted: all who come through it count as one address`,
      nextStep: "Set TRUSTED_PROXIES to the proxy's address; the gateway's log names it as `peer`.",
    };
  }
  const { protocol, hostname } = new URL(url);
  if (protocol === "http:" && !/^(localhost|127\..*|\[::1\])$/.test(hostname)) {
    return {
      state: "note",
      message: `${url} is plain http: tokens and sessions go over the network for all to read`,
      nextStep: "End TLS at a proxy before it, and set GATEWAY_URL to the https address.",
    };
  }
  return { state: "ok", message: `${url} answers`, nextStep: null };
}
