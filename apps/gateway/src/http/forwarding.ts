import type { Logger } from "@devflow/logging";
import type { FastifyRequest } from "fastify";

/** Whether somebody says that the request is of another address, and whether they are believed. */
export type Forwarding = "none" | "trusted" | "untrusted";

export function forwardingOf({ headers, ips }: FastifyRequest): Forwarding {
  if (headers["x-forwarded-for"] === undefined) return "none";
  // The connection alone is in the list where its other end is not believed.
  return (ips?.length ?? 1) > 1 ? "trusted" : "untrusted";
}

/** Peers that are told of; more are no proxies of ours. */
const maxTold = 20;

/** Tells once of each peer that forwards and is not trusted: people behind it count as one. */
export function tellUntrustedProxies(logger: Logger): (request: FastifyRequest) => void {
  const told = new Set<string>();
  return (request) => {
    const peer = request.socket.remoteAddress ?? "unknown";
    if (told.size >= maxTold || told.has(peer) || forwardingOf(request) !== "untrusted") return;
    told.add(peer);
    logger.warn(
      { peer },
      "X-Forwarded-For of a peer that is not trusted: all behind it count as one address; if it is your proxy, set TRUSTED_PROXIES",
    );
  };
}
