import { invariant } from "@devflow/errors";
import { encodeRows } from "./binary-copy.ts";
import type { Database, Queryable, Row } from "./model.ts";
import type { Engine, Session } from "./session.ts";
import { copyTarget } from "./sql-names.ts";
import { markTransaction } from "./transaction-guard.ts";

const engines = new WeakMap<Database, Engine>();

/** The engine under a database of this package. */
export function engineOf(database: Database): Engine {
  const engine = engines.get(database);
  invariant(engine !== undefined, "the database was not opened by this package");
  return engine;
}

/** The public interface, built on what the engines have in common. */
export function createDatabase(engine: Engine): Database {
  const database: Database = {
    engine: engine.kind,
    isSingleSession: engine.kind === "pglite",
    query: <R extends Row>(sql: string, params: readonly unknown[] = []) =>
      engine.session((session) => queryRows<R>(session, sql, params)),
    copyIn: (table, columns, rows) =>
      database.transaction((transaction) => transaction.copyIn(table, columns, rows)),
    copyTuples: (table, columns, pieces) =>
      database.transaction((transaction) => transaction.copyTuples(table, columns, pieces)),
    transaction: (work) =>
      runTransaction(engine, (session) =>
        markTransaction(engine, () => work(queryableOf(session))),
      ),
    listen: (channel, onPayload) => engine.listen(channel, onPayload),
    async tidyUp() {
      if (engine.kind === "pglite") await database.query("VACUUM");
    },
    maintain: (sql, settings) => engine.session((session) => maintain(session, sql, settings)),
    close: () => engine.close(),
  };
  engines.set(database, engine);
  return database;
}

/** BEGIN, `work`, COMMIT; ROLLBACK when `work` throws, whose error is passed on. */
export function runTransaction<T>(
  engine: Engine,
  work: (session: Session) => Promise<T>,
): Promise<T> {
  return engine.session(async (session) => {
    await session.query("BEGIN", []);
    try {
      const value = await work(session);
      const { command } = await session.query("COMMIT", []);
      // Postgres answers COMMIT with ROLLBACK, and no error, when a statement had failed before.
      invariant(command === "COMMIT", "a transaction swallowed the failure of one of its queries");
      return value;
    } catch (thrown) {
      await session.query("ROLLBACK", []).catch(() => session.discard());
      throw thrown;
    }
  });
}

async function maintain(
  session: Session,
  sql: string,
  settings: Readonly<Record<string, string>>,
): Promise<void> {
  try {
    for (const [name, value] of Object.entries(settings)) {
      await session.query("SELECT set_config($1, $2, false)", [name, value]);
    }
    await session.query(sql, []);
  } finally {
    for (const name of Object.keys(settings)) {
      await session.query(`RESET ${name}`, []).catch(() => session.discard());
    }
  }
}

function queryableOf(session: Session): Queryable {
  return {
    query: <R extends Row>(sql: string, params: readonly unknown[] = []) =>
      queryRows<R>(session, sql, params),
    async copyIn(table, columns, rows) {
      let count = 0;
      const chunks = encodeRows(columns, rows, () => (count += 1));
      await session.copyIn(copyTarget(table, columns), chunks);
      return count;
    },
    copyTuples: (table, columns, pieces) => session.copyIn(copyTarget(table, columns), pieces),
  };
}

/** The caller names the row's shape: it wrote the SQL. Rows are parsed where they cross a boundary. */
async function queryRows<R extends Row>(
  session: Session,
  sql: string,
  params: readonly unknown[],
): Promise<R[]> {
  const result = await session.query(sql, params);
  return result.rows as R[];
}
