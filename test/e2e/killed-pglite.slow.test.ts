import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openDatabase } from "@devflow/database";
import { createTestFolder } from "@devflow/database/testing";
import { createLogger } from "@devflow/logging";
import { afterAll, beforeAll } from "vitest";
import { countPostedFindings } from "./count-posted-findings.ts";
import { describeKilledWorkers } from "./killed-suite.ts";

const logger = createLogger({ level: "silent" });
let template = "";

/** Out of a dump a new folder takes 2 s of computing, a copy of one 0.1 s. */
beforeAll(async () => {
  template = await mkdtemp(join(tmpdir(), "devflow-template-"));
  await createTestFolder(template);
});

afterAll(async () => {
  await rm(template, { recursive: true, force: true });
});

describeKilledWorkers("PGlite", async () => {
  const dataFolder = await mkdtemp(join(tmpdir(), "devflow-killed-"));
  await cp(template, dataFolder, { recursive: true });
  return {
    environment: { DEVFLOW_DATA: dataFolder },
    async countStoredFindings() {
      const database = await openDatabase({ databaseUrl: null, dataFolder }, logger);
      try {
        return await countPostedFindings(database);
      } finally {
        await database.close();
      }
    },
    remove: () => rm(dataFolder, { recursive: true, force: true }),
  };
});
