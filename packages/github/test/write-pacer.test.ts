import fc from "fast-check";
import { expect, test } from "vitest";
import { limits } from "../src/limits.ts";
import { WritePacer } from "../src/write-pacer.ts";

/** When each of the writes goes out that come after these pauses, one by one. */
function timesOf(pausesMs: readonly number[]): number[] {
  let nowMs = 0;
  const pacer = new WritePacer(() => nowMs);
  return pausesMs.map((pauseMs) => {
    nowMs += pauseMs;
    nowMs += pacer.take();
    return nowMs;
  });
}

test("never lets more than 80 writes through in any minute, however they come", () => {
  const pauses = fc.array(fc.oneof(fc.constant(0), fc.nat(5_000)), { maxLength: 300 });
  fc.assert(
    fc.property(pauses, (pausesMs) => {
      const times = timesOf(pausesMs);
      for (const end of times) {
        const within = times.filter((at) => at <= end && at > end - 60_000);
        expect(within.length).toBeLessThanOrEqual(80);
      }
    }),
  );
});

test("uses the pace that there is", () => {
  const times = timesOf(Array.from({ length: 200 }, () => 0));
  const inTheFirstMinute = times.filter((at) => at < 60_000).length;
  expect(inTheFirstMinute).toBeGreaterThan(70);
});

test("keeps a write waiting for a second at most", () => {
  let nowMs = 0;
  const pacer = new WritePacer(() => nowMs);
  for (let index = 0; index < limits.writeBurst; index++) expect(pacer.take()).toBe(0);
  for (let index = 0; index < 10; index++) {
    const waitMs = pacer.take();
    expect(waitMs).toBeGreaterThan(0);
    expect(waitMs).toBeLessThanOrEqual(1_000);
    nowMs += waitMs;
  }
});
