import type { Database, Queryable } from "@devflow/database";
import { createLogger } from "@devflow/logging";
import { runExport } from "../../src/export/index.ts";
import { exportSettings, requestFor } from "./export-world.ts";

/**
 * `devflow export` of a checkout on the embedded database, which kills itself with SIGKILL at the
 * point that is named: `reading`, `writing`, or the beginning of a statement of SQL, before or
 * (with `after `) behind it.
 */
const [dataFolder = "", checkout = "", id = "", killAt = ""] = process.argv.slice(2);
const die = () => process.kill(process.pid, "SIGKILL");

const settings = exportSettings(dataFolder);
const logger = createLogger({ level: "silent" });
const { openDatabase, migrate, migrationsFolder } = await import("@devflow/database");
const opened = await openDatabase({ ...settings, databaseUrl: null }, logger);
await migrate(opened, migrationsFolder);

const isPoint = (sql: string, point: string) => killAt === `${point}${sql.trim().split("\n")[0]}`;

/** Dies at the named statement, also inside of a transaction. */
function watched<Q extends Queryable>(queryable: Q): Q {
  return new Proxy(queryable, {
    get(target, key) {
      if (key === "query") {
        return async (sql: string, params?: readonly unknown[]) => {
          if (isPoint(sql, "")) die();
          const rows = await target.query(sql, params);
          if (isPoint(sql, "after ")) die();
          return rows;
        };
      }
      const value: unknown = Reflect.get(target, key);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}

const database: Database = {
  ...watched(opened),
  transaction: (work) => opened.transaction((transaction) => work(watched(transaction))),
};

await runExport(
  {
    settings,
    database,
    logger,
    onProgress: ({ stage }) => {
      if (stage === killAt) die();
    },
  },
  requestFor(checkout, { id }),
);
await opened.close();
