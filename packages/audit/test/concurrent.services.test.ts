import { spawn } from "node:child_process";
import { once } from "node:events";
import { createTestPostgres, type TestPostgres } from "@devflow/database/testing";
import { createLogger } from "@devflow/logging";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createAuditSummary, readAudit, recordAudit, verifyAudit } from "../src/index.ts";
import { clearAudit, tamper } from "../src/testing.ts";

let own: TestPostgres;

beforeAll(async () => {
  const url = process.env.DEVFLOW_TEST_DATABASE_URL;
  if (!url) throw new Error("DEVFLOW_TEST_DATABASE_URL is not set: see .ci/services.sh");
  own = await createTestPostgres(url);
});
afterAll(() => own?.close());

/** Appends in a process of its own. */
async function append(actor: string, count: number): Promise<void> {
  const script = new URL("append-process.ts", import.meta.url).pathname;
  const child = spawn(process.execPath, [script, own.url, actor, String(count)], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  const [code] = await once(child, "exit");
  expect(code).toBe(0);
}

test("processes that append at once make one chain, and nothing is lost", async () => {
  const actors = ["p1", "p2", "p3", "p4"];
  await Promise.all(actors.map((actor) => append(actor, 50)));
  expect(await verifyAudit(own.database)).toMatchObject({
    isWhole: true,
    rows: 200,
    newestId: 200,
  });
  for (const actor of actors) {
    const rows = await readAudit(own.database, { actor, limit: 99 });
    expect(new Set(rows.map(({ subject }) => subject)).size).toBe(50);
  }
}, 60_000);

test("entries stay as they are here, too, and tampering is seen", async () => {
  await clearAudit(own.database);
  const entry = { actor: "kim", action: "token.created", subject: "s", details: {} } as const;
  for (let at = 0; at < 3; at++) await recordAudit(own.database, entry);
  await expect(own.database.query("DELETE FROM audit_log")).rejects.toThrow("neither changed");
  await tamper(own.database, (transaction) =>
    transaction.query("UPDATE audit_log SET actor = 'eve' WHERE id = 2"),
  );
  expect(await verifyAudit(own.database)).toMatchObject({ isWhole: false, brokenAt: 2 });
});

test("a minute of a thousand people is one write, and others get in between", async () => {
  await clearAudit(own.database);
  const summary = createAuditSummary(own.database, createLogger({ level: "silent" }));
  for (let at = 0; at < 2_000; at++) {
    const subject = `acme/r${at % 2}`;
    const entry = { actor: `p${at}`, action: "completions.served", subject, details: {} } as const;
    summary.count(entry, { requests: 3 });
  }
  const begun = performance.now();
  const writing = summary.close();
  await own.database.query("SELECT 1");
  const otherMs = performance.now() - begun;
  await writing;
  const allMs = performance.now() - begun;
  expect(await verifyAudit(own.database)).toMatchObject({ isWhole: true, rows: 2_000 });
  expect(otherMs).toBeLessThan(allMs);
});
