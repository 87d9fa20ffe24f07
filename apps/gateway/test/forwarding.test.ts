import { createLogger } from "@devflow/logging";
import { expect, test } from "vitest";
import { start } from "./support/test-server.ts";

const headers = { "x-forwarded-for": "203.0.113.9", "x-forwarded-proto": "https" };

/** Where a server that trusts these believes requests to come from, and what it logs of them. */
async function asked(trusted: string[], ...requests: Record<string, string>[]) {
  const lines: string[] = [];
  const destination = { write: (line: string) => void lines.push(line) };
  const logger = createLogger({ level: "warn", destination });
  const { app, url } = await start(undefined, logger, trusted);
  const answers: unknown[] = [];
  for (const each of requests) {
    answers.push(await (await fetch(`${url}/from`, { method: "POST", headers: each })).json());
  }
  await app.close();
  return { answers, lines };
}

test("nobody's word about who asks is taken, and it is told once that somebody gives it", async () => {
  const { answers, lines } = await asked([], headers, headers, {});
  const own = { address: "127.0.0.1", scheme: "http" };
  expect(answers).toEqual([
    { ...own, forwarded: "untrusted" },
    { ...own, forwarded: "untrusted" },
    { ...own, forwarded: "none" },
  ]);
  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain("TRUSTED_PROXIES");
});

test("a trusted proxy is believed, and what others wrote before it is not", async () => {
  const spoofed = { ...headers, "x-forwarded-for": "192.0.2.1, 203.0.113.9" };
  const { answers, lines } = await asked(["127.0.0.0/8"], headers, spoofed, {});
  const from = { address: "203.0.113.9", scheme: "https", forwarded: "trusted" };
  const direct = { address: "127.0.0.1", scheme: "http", forwarded: "none" };
  expect([answers, lines]).toEqual([[from, from, direct], []]);
});

test("another proxy than the trusted ones is not believed", async () => {
  const { answers } = await asked(["10.0.0.0/8"], headers);
  expect(answers).toEqual([{ address: "127.0.0.1", scheme: "http", forwarded: "untrusted" }]);
});
