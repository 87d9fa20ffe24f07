/**
 * Stops calling an expert that does not work.
 *
 * Wanted: when a server is down, a review of forty hunks learns it after a few calls, not after
 * forty time-outs. Design: cockatiel's breaker over single attempts. Five failures in a row open
 * it; after half a minute one call goes through as a probe while the others wait for its outcome.
 * Failures are time-outs, cut connections and 5xx; a 429 comes from a server that works, and 4xx
 * is our own fault.
 * Races accepted: a probe that its caller cancels counts as a success (cockatiel sees no failure),
 * so the circuit closes early and needs five failures to open again.
 */
import { ExternalError } from "@devflow/errors";
import {
  BrokenCircuitError,
  CircuitState,
  ConsecutiveBreaker,
  circuitBreaker,
  handleWhen,
} from "cockatiel";
import type { ModelService } from "./bounded-fetch.ts";

export interface CircuitOptions {
  /** Failures in a row. */
  threshold: number;
  openMs: number;
  /** Default: expert. */
  service?: ModelService;
  onChange?: (state: "open" | "half_open" | "closed") => void;
}

export interface Circuit {
  /** @throws ExternalError `circuit_open` (retryable later) without calling, while it is open */
  run<T>(call: () => Promise<T>): Promise<T>;
}

export function createCircuit(options: CircuitOptions): Circuit {
  const { service = "expert" } = options;
  const policy = circuitBreaker(handleWhen(isServerFailure), {
    halfOpenAfter: options.openMs,
    breaker: new ConsecutiveBreaker(options.threshold),
  });
  policy.onStateChange((state) => options.onChange?.(nameOf(state)));
  return {
    async run(call) {
      try {
        return await policy.execute(call);
      } catch (error) {
        if (!(error instanceof BrokenCircuitError)) throw error;
        throw new ExternalError(`The ${service} failed several times in a row and is left alone`, {
          service,
          retryable: true,
          code: "circuit_open",
          retryAfterMs: options.openMs,
        });
      }
    },
  };
}

/** An adapter that fails must not keep anybody from the model that it is compared with. */
export function circuitsByModel(
  create: (model: string | undefined) => Circuit,
): (model: string | undefined) => Circuit {
  const circuits = new Map<string | undefined, Circuit>();
  return (model) => {
    const circuit = circuits.get(model) ?? create(model);
    circuits.set(model, circuit);
    return circuit;
  };
}

function isServerFailure(error: unknown): boolean {
  return error instanceof ExternalError && error.retryable && error.status !== 429;
}

function nameOf(state: CircuitState): "open" | "half_open" | "closed" {
  if (state === CircuitState.Closed) return "closed";
  return state === CircuitState.HalfOpen ? "half_open" : "open";
}
