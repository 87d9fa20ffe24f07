import { createLogger } from "@devflow/logging";
import { expect, test } from "vitest";
import { openSharedLimits } from "../src/index.ts";

test("while Redis is away each process counts by itself, and says so once", async () => {
  const lines: string[] = [];
  const destination = { write: (line: string) => void lines.push(line) };
  const logger = createLogger({ level: "warn", destination });
  const limits = openSharedLimits({ redisUrl: "redis://127.0.0.1:1", namespace: "test" }, logger);
  const limiter = limits.limiter({ name: "few", points: 2, seconds: 60 });
  await limiter.consume("kim");
  await limiter.consume("kim");
  await expect(limiter.consume("kim")).rejects.toMatchObject({ consumedPoints: 3 });
  await limiter.consume("lou");
  await expect.poll(() => lines.length).toBe(1);
  expect(lines[0]).toContain("each process counts limits by itself");
  await limits.close();
});
