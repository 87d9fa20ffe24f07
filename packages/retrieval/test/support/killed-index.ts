import { type Database, openDatabase, type Queryable } from "@devflow/database";
import { openRepository } from "@devflow/git";
import { createLogger } from "@devflow/logging";
import { ensureLocalRepository, openCodeIndex } from "../../src/index.ts";

/**
 * Brings the index of a checkout to its HEAD in a process of its own, which kills itself with SIGKILL
 * before the statement of the given number, as a crash or the kernel's memory killer would. Prints
 * the report when it comes to the end.
 */
const [data = "", checkout = "", killBefore = "0", mode = ""] = process.argv.slice(2);
let statements = 0;

function countedQueryable<T extends Queryable>(db: T): T {
  const step = () => {
    statements += 1;
    if (statements === Number(killBefore)) process.kill(process.pid, "SIGKILL");
  };
  return {
    ...db,
    query: (sql, params) => {
      step();
      return db.query(sql, params);
    },
    copyIn: (table, columns, rows) => {
      step();
      return db.copyIn(table, columns, rows);
    },
    copyTuples: (table, columns, pieces) => {
      step();
      return db.copyTuples(table, columns, pieces);
    },
  };
}

function counted(database: Database): Database {
  return {
    ...countedQueryable(database),
    transaction: (work) => database.transaction((db) => work(countedQueryable(db))),
  };
}

const logger = createLogger({ level: "silent" });
const database = await openDatabase({ databaseUrl: null, dataFolder: data }, logger);
await using repository = await openRepository(checkout);
const repositoryId = await ensureLocalRepository(database, checkout);
const index = openCodeIndex(counted(database), repositoryId);
const report = await index.update(await repository.tree("HEAD"), { rebuild: mode === "rebuild" });
await database.close();
process.stdout.write(JSON.stringify({ ...report, statements }));
