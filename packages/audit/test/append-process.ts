import { openPostgres } from "@devflow/database";
import { createLogger } from "@devflow/logging";
import { recordAudit } from "../src/index.ts";

/** Appends as many entries as it is told, all at once. For `concurrent.services.test.ts`. */
const [url = "", actor = "", count = "0"] = process.argv.slice(2);
const database = openPostgres(url, { logger: createLogger({ level: "silent" }) });
await Promise.all(
  Array.from({ length: Number(count) }, (_, at) =>
    recordAudit(database, { actor, action: "token.created", subject: `${at}`, details: { at } }),
  ),
);
await database.close();
