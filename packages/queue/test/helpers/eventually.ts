import { vi } from "vitest";

/** Waits until the check passes. Ten seconds are for a machine that runs other suites beside. */
export function eventually<T>(check: () => T | Promise<T>): Promise<T> {
  return vi.waitFor(check, { timeout: 100_000 });
}
