import { expect, test } from "vitest";
import { limits } from "../src/limits.ts";
import { WritePacer } from "../src/write-pacer.ts";

test("never lets more than 80 writes through in any minute", () => {
  let nowMs = 0;
  const pacer = new WritePacer(() => nowMs);
  const writes: number[] = [];
  for (; nowMs < 300_000; nowMs += 50) if (pacer.take() === 0) writes.push(nowMs);
  const most = Math.max(
    ...writes.map((end) => writes.filter((at) => at <= end && at > end - 60_000).length),
  );
  expect(most).toBeLessThanOrEqual(80);
  expect(most).toBeGreaterThan(70);
});

test("says when the next write may go, and keeps to it", () => {
  let nowMs = 0;
  const pacer = new WritePacer(() => nowMs);
  for (let index = 0; index < limits.writeBurst; index++) expect(pacer.take()).toBe(0);
  const waitMs = pacer.take();
  expect(waitMs).toBeGreaterThan(0);
  nowMs += waitMs;
  expect(pacer.take()).toBe(0);
});
