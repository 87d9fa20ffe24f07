import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openPglite } from "@devflow/database";
import { createTestFolder } from "@devflow/database/testing";
import { afterAll, beforeAll } from "vitest";
import { testKilledWorker } from "./killed-worker-conformance.ts";

const folder = mkdtempSync(join(tmpdir(), "devflow-killed-worker-"));
beforeAll(() => createTestFolder(folder));
afterAll(() => rmSync(folder, { recursive: true }));

testKilledWorker(
  "pglite",
  1,
  () => ({ folder }),
  async () => {
    const database = await openPglite(folder);
    return { store: { database }, close: () => database.close() };
  },
);
