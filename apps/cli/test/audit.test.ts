import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { lineOfRow, readAudit, recordAudit } from "@devflow/audit";
import { openPglite } from "@devflow/database";
import { createTestFolder } from "@devflow/database/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { devflow } from "./support/devflow.ts";

let folder: string;
let data: string;
let lines: string[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "devflow-audit-"));
  data = join(folder, "data");
  await createTestFolder(data);
  const database = await openPglite(data);
  for (const subject of ["one", "two", "three"]) {
    await recordAudit(database, { actor: "kim", action: "token.created", subject, details: {} });
  }
  const rows = await readAudit(database, { limit: 10 });
  await database.close();
  lines = rows.reverse().map(lineOfRow);
});

afterAll(() => rm(folder, { recursive: true }));

async function verify(content: readonly string[]) {
  const file = join(folder, "audit.ndjson");
  await writeFile(file, content.join(""));
  return devflow(["audit", "verify", "--file", file]);
}

describe("devflow audit verify, of an exported file", () => {
  test("says that it is whole", async () => {
    expect(await verify(lines)).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("3 entries up to 3, all whole"),
    });
  });

  test("ends with 1 where an entry was changed", async () => {
    const changed = lines.with(1, lines[1]?.replace("two", "2") ?? "");
    expect(await verify(changed)).toMatchObject({ code: 1 });
  });

  test("takes a hash that is none for a mistake, not for a sign of tampering", async () => {
    const { code, stderr } = await devflow(["audit", "verify", "--expect", "abc"]);
    expect(code).toBe(2);
    expect(stderr).toContain("64 hexadecimal digits");
  });
});

test("devflow audit verify holds the log against AUDIT_ANCHOR_FILE without being told to", async () => {
  const anchors = join(folder, "anchors.ndjson");
  const verifyLog = () =>
    devflow(["audit", "verify", "--data", data], { env: { AUDIT_ANCHOR_FILE: anchors } });
  const withoutFile = await verifyLog();
  expect(withoutFile).toMatchObject({ code: 0, stdout: expect.stringContaining("3 entries") });
  expect(withoutFile.stderr).toContain(`${anchors} (AUDIT_ANCHOR_FILE) is not there`);
  await writeFile(anchors, `${JSON.stringify({ auditId: 4, auditHash: "a".repeat(64) })}\n`);
  expect(await verifyLog()).toMatchObject({ code: 1, stdout: expect.stringContaining("cut off") });
});

test("devflow audit list says that there is more, and how to see it", async () => {
  const list = (...args: string[]) => devflow(["audit", "list", "--data", data, ...args]);
  const first = await list("--limit", "2", "--format", "ndjson");
  expect(first.stdout).toBe(lines.slice(1).reverse().join(""));
  expect(first.stderr).toContain("There are older entries: --before 2 ");
  const rest = await list("--limit", "2", "--before", "2", "--action", "token");
  expect(rest.stdout).toContain("token.created  one");
  expect(rest.stderr).toBe("");
});

test("devflow audit list takes an action that there is none of for a slip", async () => {
  const slip = await devflow(["audit", "list", "--data", data, "--action", "tokenn"]);
  expect(slip.code).toBe(2);
  expect(slip.stderr).toContain("the log has no action tokenn");
  expect(slip.stderr).toContain("token,");
});
