/**
 * The one way out.
 *
 * Properties wanted: every request that DevFlow makes trusts the same authorities and goes by the
 * same proxies, whichever library makes it; a part that is written tomorrow does so too, without
 * knowing of it. A server on this machine is never asked through a proxy.
 * Design: it is set for the process, once, before the first connection: authorities as the default
 * of node:tls (undici, https, pg, ioredis and the S3 client take it from there), proxies as the
 * global dispatcher of undici, which Node's own fetch follows too, and as the agents of node:http
 * and node:https. Git has its proxies from the same variables, and its authorities by a file.
 * Accepted: PostgreSQL and Redis are not reached through HTTP proxies; nobody does that.
 */
import http from "node:http";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import type { NetworkSettings } from "@devflow/config";
import { setGlobalDispatcher } from "undici";
import { createDispatcher } from "./create-dispatcher.ts";
import { withLoopback } from "./no-proxy.ts";
import { useProxies } from "./proxies-in-use.ts";

/** Sets authorities and proxies for this process. A second call replaces what the first one set. */
export function setUpOutgoing(settings: NetworkSettings): void {
  setDefaultCACertificates(trustedCertificates(settings.ca));
  const httpProxy = settings.httpProxy?.expose() ?? null;
  const httpsProxy = settings.httpsProxy?.expose() ?? null;
  const noProxy = withLoopback(settings.noProxy);
  useProxies({ httpProxy, httpsProxy, noProxy });
  const proxyForHttps = httpsProxy ?? httpProxy;
  restoreAgents?.();
  restoreAgents = http.setGlobalProxyFromEnv({
    ...(httpProxy !== null && { http_proxy: httpProxy }),
    ...(proxyForHttps !== null && { https_proxy: proxyForHttps }),
    no_proxy: noProxy,
  });
  setGlobalDispatcher(createDispatcher({ ca: null }));
}

let restoreAgents: (() => void) | undefined;

/** Of Node, of the system's store, and further ones, as PEM; each once. */
export function trustedCertificates(ca: string | null): string[] {
  bundled ??= [...getCACertificates("bundled"), ...getCACertificates("extra")];
  const further = ca === null ? [] : [ca];
  return [...new Set([...bundled, ...getCACertificates("system"), ...further])];
}

// Not "default": that is what an earlier call has set.
let bundled: string[] | undefined;
