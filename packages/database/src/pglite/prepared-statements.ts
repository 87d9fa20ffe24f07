import { protocol } from "@electric-sql/pglite";

const { serialize } = protocol;

/** A review uses about 150 texts. */
const mostKept = 200;
/**
 * After five runs Postgres may keep a plan that knows neither the values nor how tables have grown
 * since. No plan of ours gets older than this.
 */
const mostRuns = 50;
const mostAgeMs = 10_000;
/** Longer values are told apart by the planner: arrays, vectors, JSON. */
const longestScalar = 200;

const isPlanned = /^(?:\s|--[^\n]*\n)*(?:SELECT|INSERT|UPDATE|DELETE|WITH)\b/i;
/** Tags of commands that change no table, type or setting. */
const harmless = /^(?:SELECT|INSERT|UPDATE|DELETE|BEGIN|COMMIT|COPY|LISTEN|NOTIFY)?$/;

interface Kept {
  name: string;
  runs: number;
  since: number;
}

/**
 * Properties wanted: a text that comes again is not parsed and planned again; its result and the
 * types of its parameters are those of a text that is new; no plan is used that a look at values or
 * sizes would have avoided by far.
 * Design: prepared statements of the session by search_path and text, the least used of 200 dropped.
 * Postgres itself plans anew after a change of a table. What it holds on to, the types of parameters
 * and columns, is forgotten after every command but those that only read and write rows, after
 * a rollback, which may take such a change back, and of a statement that failed.
 * Not kept: statements with an array, a vector or JSON (a plan for any array compares one by one),
 * and without parameters, of which the first plan would be the last.
 * Measured, 2,000 small statements: 1.1 s of computing before, 0.8 s with all messages of one
 * statement sent at once, 0.2 s with this too.
 */
export class PreparedStatements {
  private readonly kept = new Map<string, Kept>();
  private closing: string[] = [];
  private last = 0;

  /** The protocol's messages that run `sql`, in one piece. */
  messages(sql: string, params: (string | null)[], searchPath: string): Uint8Array[] {
    const closes = this.closing.map((name) => serialize.close({ type: "S", name }));
    this.closing = [];
    const [statement, parses] = this.statement(sql, params, searchPath);
    return [
      ...closes,
      ...parses,
      serialize.bind({ statement, values: params }),
      serialize.describe({ type: "P" }),
      serialize.execute({}),
      serialize.sync(),
    ];
  }

  /** To be told what ran, by its command tag. */
  ran(command: string): void {
    if (!harmless.test(command)) this.forgetAll();
  }

  failed(sql: string, searchPath: string): void {
    this.forget(keyOf(sql, searchPath));
  }

  /** After something whose effects are unknown. */
  forgetAll(): void {
    for (const key of [...this.kept.keys()]) this.forget(key);
  }

  private statement(
    sql: string,
    params: (string | null)[],
    searchPath: string,
  ): [name: string, parses: Uint8Array[]] {
    if (!isKept(sql, params)) return ["", [serialize.parse({ text: sql })]];
    const key = keyOf(sql, searchPath);
    const known = this.kept.get(key);
    if (known && known.runs < mostRuns && performance.now() - known.since < mostAgeMs) {
      known.runs += 1;
      this.kept.delete(key);
      this.kept.set(key, known);
      return [known.name, []];
    }
    this.forget(key);
    for (const [oldest] of this.kept) {
      if (this.kept.size < mostKept) break;
      this.forget(oldest);
    }
    this.last += 1;
    const name = `kept_${this.last}`;
    this.kept.set(key, { name, runs: 1, since: performance.now() });
    return [name, [serialize.parse({ name, text: sql })]];
  }

  private forget(key: string): void {
    const known = this.kept.get(key);
    if (known) this.closing.push(known.name);
    this.kept.delete(key);
  }
}

function keyOf(sql: string, searchPath: string): string {
  return `${searchPath}\n${sql}`;
}

function isKept(sql: string, params: (string | null)[]): boolean {
  return params.length > 0 && params.every(isScalar) && isPlanned.test(sql);
}

function isScalar(param: string | null): boolean {
  return param === null || (param.length <= longestScalar && !/^[{[]/.test(param));
}
