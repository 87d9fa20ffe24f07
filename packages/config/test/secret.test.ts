import { inspect } from "node:util";
import { createLogger } from "@devflow/logging";
import { expect, test } from "vitest";
import { Secret } from "../src/index.ts";

const secret = new Secret("hunter2");

test.each([
  ["template", `${secret}`],
  ["String", String(secret)],
  ["concatenation", `a${secret}`],
  ["JSON", JSON.stringify({ secret, list: [secret] })],
  ["inspect", inspect({ secret }, { showHidden: true, depth: 9 })],
  ["entries", JSON.stringify([Object.entries(secret), { ...secret }])],
])("a secret does not show in %s", (_way, text) => {
  expect(text).not.toContain("hunter2");
});

test("a secret does not show in logs, not even under an unknown name", () => {
  const lines: string[] = [];
  const logger = createLogger({ destination: { write: (line) => void lines.push(line) } });
  logger.child({ url: secret }).info({ nested: { deep: { value: secret } }, secret }, "m");
  expect(lines[0]).not.toContain("hunter2");
  expect(lines[0]?.match(/\[redacted\]/g)).toHaveLength(3);
});

test("expose gives the value", () => {
  expect(secret.expose()).toBe("hunter2");
});
