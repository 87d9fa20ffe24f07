import type { FastifyReply, FastifyRequest } from "fastify";
import { Counter, Gauge, Histogram, type Registry } from "prom-client";
import type { Admission } from "./admission.ts";

/** From an answer out of memory to the longest explanation, in seconds. */
const secondBuckets = [
  0.002, 0.005, 0.01, 0.02, 0.04, 0.08, 0.15, 0.3, 0.5, 1, 2, 5, 10, 30, 60, 120,
];

const names = [
  "devflow_gateway_requests_total",
  "devflow_gateway_request_seconds",
  "devflow_gateway_load",
] as const;

export interface GatewayMetrics {
  countRequest(request: FastifyRequest, reply: FastifyReply): void;
  /** Takes them out of the registry, which other apps of this process share. */
  remove(): void;
}

/** Requests by route, method and status; how long they took; how many are in and how many wait. */
export function createGatewayMetrics(registry: Registry, admission: Admission): GatewayMetrics {
  const registers = [registry];
  const requests = new Counter({
    name: names[0],
    help: "Requests to the gateway by route, method and status.",
    labelNames: ["route", "method", "status"],
    registers,
  });
  const seconds = new Histogram({
    name: names[1],
    help: "Time from a request's head to the end of its answer, by route.",
    labelNames: ["route"],
    buckets: secondBuckets,
    registers,
  });
  const load = new Gauge({
    name: names[2],
    help: "Requests for a model that are running, and those that wait for a place.",
    labelNames: ["state"],
    registers,
    collect() {
      load.set({ state: "running" }, admission.running);
      load.set({ state: "waiting" }, admission.waiting);
    },
  });
  return {
    countRequest(request, reply) {
      // The pattern, not the path: paths are as many as their ids, and say what was asked.
      const route = request.routeOptions.url ?? "unknown";
      requests.inc({ route, method: request.method, status: reply.statusCode });
      seconds.observe({ route }, reply.elapsedTime / 1000);
    },
    remove() {
      for (const name of names) registry.removeSingleMetric(name);
    },
  };
}
