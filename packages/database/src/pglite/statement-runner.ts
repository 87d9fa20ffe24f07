import { type PGlite, parse, protocol, type Results } from "@electric-sql/pglite";
import type { SessionResult } from "../session.ts";
import { quoteName } from "../sql-names.ts";
import { PreparedStatements } from "./prepared-statements.ts";
import type { Statement } from "./thread-messages.ts";

/** Runs statements on PGlite's session, one at a time: the other side of the thread holds the lock. */
export class StatementRunner {
  private readonly database: PGlite;
  private readonly prepared = new PreparedStatements();
  /** Null when a failure left it unknown. */
  private searchPath: string | null = "public";

  constructor(database: PGlite) {
    this.database = database;
  }

  /** Raises what Postgres says. */
  async run(statement: Statement, searchPath: string): Promise<SessionResult> {
    const switches =
      searchPath === this.searchPath ? null : `SET search_path TO ${quoteName(searchPath)}`;
    if (switches !== null) this.searchPath = null;
    const results =
      statement.kind === "query"
        ? await this.query(statement, searchPath, switches)
        : await this.others(statement, switches);
    this.searchPath = searchPath;
    return resultOf(results.at(-1));
  }

  /**
   * All messages of a statement at once: PGlite's own `query` enters Postgres six times. What
   * switches is a transaction of its own, which a failure of the statement does not undo.
   */
  private async query(
    { sql, params }: Extract<Statement, { kind: "query" }>,
    searchPath: string,
    switches: string | null,
  ): Promise<Results[]> {
    const messages = this.prepared.messages(sql, params, searchPath);
    if (switches !== null) messages.unshift(protocol.serialize.query(switches));
    try {
      const answers = await this.database.execProtocolStream(Buffer.concat(messages));
      const results = parse.parseResults(answers, this.database.parsers);
      this.prepared.ran(results.at(-1)?.command ?? "");
      return results;
    } catch (thrown) {
      this.prepared.failed(sql, searchPath);
      throw thrown;
    }
  }

  private async others(
    statement: Exclude<Statement, { kind: "query" }>,
    switches: string | null,
  ): Promise<Results[]> {
    if (switches !== null) await this.database.exec(switches);
    if (statement.kind === "copy") {
      const blob = new Blob([statement.bytes]);
      return [await this.database.query(statement.sql, [], { blob })];
    }
    const results = await this.database.exec(statement.sql).catch((thrown) => {
      this.prepared.forgetAll();
      throw thrown;
    });
    for (const { command } of results) this.prepared.ran(command ?? "");
    return results;
  }
}

function resultOf(result: Results | undefined): SessionResult {
  return {
    rows: (result?.rows ?? []) as SessionResult["rows"],
    rowCount: result?.affectedRows || (result?.rows.length ?? 0),
    command: result?.command ?? "",
  };
}
