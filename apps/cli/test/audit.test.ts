import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { lineOfRow, readAudit, recordAudit } from "@devflow/audit";
import { createTestDatabase } from "@devflow/database/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { devflow } from "./support/devflow.ts";

let folder: string;
let lines: string[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "devflow-audit-"));
  const database = await createTestDatabase();
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

  test.each([
    ["changed", (all: string[]) => all.with(1, all[1]?.replace("two", "2") ?? "")],
    ["removed", (all: string[]) => all.toSpliced(1, 1)],
    ["moved", (all: string[]) => [all[0] ?? "", all[2] ?? "", all[1] ?? ""]],
  ])("ends with 1 where an entry was %s", async (_, tamper) => {
    expect(await verify(tamper(lines))).toMatchObject({ code: 1 });
  });

  test("takes a hash that is none for a mistake, not for a sign of tampering", async () => {
    const { code, stderr } = await devflow(["audit", "verify", "--expect", "abc"]);
    expect(code).toBe(2);
    expect(stderr).toContain("64 hexadecimal digits");
  });
});
