import { ExternalError } from "@devflow/errors";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { retryPolicies } from "../src/index.ts";
import { retryDelayMs } from "../src/retry-policies.ts";

const policies = fc.constantFrom(...Object.values(retryPolicies));

describe("the wait before the next try", () => {
  test("doubles from the first delay and stops at the largest, with at most a quarter on top", () => {
    fc.assert(
      fc.property(policies, fc.integer({ min: 1, max: 1_000 }), (policy, attempt) => {
        const base = Math.min(policy.maxDelayMs, policy.firstDelayMs * 2 ** (attempt - 1));
        const delayMs = retryDelayMs(policy, attempt, new Error("any"));
        expect(delayMs).toBeGreaterThanOrEqual(base);
        expect(delayMs).toBeLessThanOrEqual(Math.ceil(base * 1.25));
      }),
    );
  });

  test("is never shorter than the service asked for", () => {
    fc.assert(
      fc.property(policies, fc.nat(3_600_000), (policy, retryAfterMs) => {
        const options = { service: "github", retryable: true, retryAfterMs } as const;
        const error = new ExternalError("limited", options);
        expect(retryDelayMs(policy, 1, error)).toBeGreaterThanOrEqual(retryAfterMs);
      }),
    );
  });
});
