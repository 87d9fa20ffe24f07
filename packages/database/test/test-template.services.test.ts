import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createLogger } from "@devflow/logging";
import { expect, test } from "vitest";
import { openPostgres } from "../src/postgres/open-postgres.ts";
import { createTemplate } from "../src/postgres/test-template.ts";
import { serverUrl } from "./helpers/server-url.ts";

const logger = createLogger({ level: "silent" });
const people = 8;
const rounds = 4;

test("test files that begin at the same moment share one template", async () => {
  const url = serverUrl();
  const folder = await mkdtemp(join(tmpdir(), "devflow-template-"));
  await writeFile(join(folder, "0001_first.sql"), "CREATE TABLE first (id int);");
  const servers = Array.from({ length: people }, () =>
    openPostgres(url, { logger, maxConnections: 1 }),
  );
  const [server] = servers;
  try {
    for (let round = 0; round < rounds; round += 1) {
      const name = `devflow_shared_template_${process.pid}_${round}`;
      const asked = servers.map((each) => createTemplate(each, url, { name, folder }));
      expect(await Promise.allSettled(asked)).toEqual(
        servers.map(() => ({ status: "fulfilled", value: undefined })),
      );
      await server?.query(`DROP DATABASE ${name}`);
    }
  } finally {
    await Promise.all(servers.map((each) => each.close()));
    await rm(folder, { recursive: true });
  }
});
