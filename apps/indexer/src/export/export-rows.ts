/**
 * The rows of exports.
 *
 * Properties wanted: one run at a time writes to a destination; a row says `running` only while a
 * process writes; whatever a killed run left is known as such by the next. Design: the row is
 * written before the first file, and moved on every few seconds. A run is dead when its process
 * is gone from this machine, or when its row stood still for {@link SILENT_MS}: of another machine
 * or container nothing else can be told, on the embedded database either, which has a door.
 * Races accepted: two runs that begin within the same moment both write, each to its own folder.
 */
import { createHash } from "node:crypto";
import { hostname } from "node:os";
import type { Database, Queryable } from "@devflow/database";
import type { Destination, RunState } from "@devflow/dataset/write";
import { z } from "zod";

const SILENT_MS = 60_000;
const HEARTBEAT_MS = 5_000;

const me = `${hostname()}:${process.pid}`;

const runRow = z.object({
  id: z.string(),
  state: z.enum(["running", "complete", "failed"]),
  owner: z.string().nullable(),
  silent_ms: z.number().nullable(),
});
type RunRow = z.output<typeof runRow>;

/** What the database knows of the runs of a destination, or of all, by id. */
export async function runStates(
  database: Database,
  destination: string | null,
): Promise<Map<string, RunState>> {
  const rows = await database.query(
    `SELECT id, state, owner,
            (EXTRACT(EPOCH FROM now() - alive_at) * 1000)::double precision AS silent_ms
       FROM exports WHERE $1::text IS NULL OR destination = $1`,
    [destination],
  );
  return new Map(
    rows.map((row) => {
      const run = runRow.parse(row);
      return [run.id, isAlive(run) ? "alive" : "dead"];
    }),
  );
}

function isAlive({ state, owner, silent_ms }: RunRow): boolean {
  if (state !== "running" || owner === null || silent_ms === null) return false;
  if (owner === me) return running.size > 0;
  if (silent_ms > SILENT_MS) return false;
  const [host, pid] = owner.split(":");
  return host !== hostname() || processExists(Number(pid));
}

/** Runs of this process. A process that took over a dead one's number has none of its runs. */
const running = new Set<string>();

function processExists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

/** Puts the rows of dead runs right, whose data set may be whole, and removes what they left. */
export async function settleDeadRuns(
  database: Database,
  destination: Destination,
  states: ReadonlyMap<string, RunState>,
): Promise<string[]> {
  const rows = await database.query<{ id: string }>(
    "SELECT id FROM exports WHERE destination = $1 AND state = 'running' ORDER BY started_at, id",
    [destination.name],
  );
  for (const { id } of rows) {
    if (states.get(id) !== "dead") continue;
    const manifest = await destination.manifestOf(id);
    // It ended between the last file and its row.
    if (manifest !== null) {
      await destination.point(id);
      await finishRun(database, id, manifest);
    } else await failRun(database, id, "the process that wrote it ended");
  }
  return destination.removeLeftovers((id) => states.get(id) ?? "unknown");
}

/** Writes the row of a run and keeps it alive until it is disposed of. */
export async function beginRun(
  database: Database,
  id: string,
  destination: string,
): Promise<Disposable> {
  await database.query(
    `INSERT INTO exports (id, destination, state, owner, alive_at)
     VALUES ($1, $2, 'running', $3, now())
     ON CONFLICT (id) DO UPDATE
        SET destination = $2, state = 'running', owner = $3, alive_at = now(), started_at = now(),
            last_error = NULL, finished_at = NULL`,
    [id, destination, me],
  );
  running.add(id);
  const timer = setInterval(() => {
    // A beat that fails is made up for by the next; what is wrong with the database shows elsewhere.
    database.query("UPDATE exports SET alive_at = now() WHERE id = $1", [id]).catch(() => {});
  }, HEARTBEAT_MS);
  timer.unref();
  return {
    [Symbol.dispose]() {
      clearInterval(timer);
      running.delete(id);
    },
  };
}

/** @param manifestText as it stands in the file */
export async function finishRun(
  database: Queryable,
  id: string,
  manifestText: string,
): Promise<void> {
  const { rows } = z.object({ rows: z.number() }).parse(JSON.parse(manifestText));
  await database.query(
    `UPDATE exports
        SET state = 'complete', manifest = $2::jsonb, manifest_sha256 = $3, rows = $4,
            finished_at = now()
      WHERE id = $1`,
    [id, manifestText, createHash("sha256").update(manifestText).digest("hex"), rows],
  );
}

export async function failRun(database: Database, id: string, message: string): Promise<void> {
  await database.query(
    "UPDATE exports SET state = 'failed', last_error = $2, finished_at = now() WHERE id = $1",
    [id, message.slice(0, 1_000)],
  );
}

/** Removes whole data sets but the newest `keep` and those that an adapter in use was trained on. */
export async function removeOldExports(
  database: Database,
  destination: Destination,
  keep: number,
): Promise<string[]> {
  const rows = await database.query<{ id: string }>(
    `SELECT id FROM (
       SELECT id, row_number() OVER (ORDER BY started_at DESC, id DESC) AS place
         FROM exports WHERE destination = $1 AND state = 'complete') AS whole
      WHERE place > $2
        AND NOT EXISTS (SELECT FROM adapters
                         WHERE export_id = whole.id
                           AND state IN ('registered', 'proposed', 'rolling', 'live'))
      ORDER BY id`,
    [destination.name, keep],
  );
  for (const { id } of rows) {
    await destination.remove(id);
    await database.query("DELETE FROM exports WHERE id = $1", [id]);
  }
  return rows.map(({ id }) => id);
}
