/**
 * Room for whoever asks to be let in.
 *
 * Wanted: a bound on what waits; whoever asks for much keeps nobody else out.
 * Design: where there is no room, the oldest that waits goes of the network with the most. A network is a /24, and
 * of IPv6 a /32: many addresses of one provider are one.
 * Accepted: while such a flood lasts, who shares a network with it may have to begin again.
 */

/** Of each kind; a row has some hundred bytes and lives for minutes. */
export const maxUnderWay = 10_000;

/** Of an address as the gateway knows it; IPv4 is also written as IPv6. */
const network = `coalesce(substring(address FROM '^(?:::[Ff]{4}:)?(\\d+\\.\\d+\\.\\d+)\\.'),
  substring(address FROM '^([0-9a-f]+:[0-9a-f]+):'), address, '')`;

const tables = {
  device_grants: { key: "id", waits: "state = 'pending'" },
  editor_sign_ins: { key: "id", waits: "code_hash IS NULL" },
  sign_ins: { key: "state_hash", waits: "true" },
};

/** For a `WITH room AS (...)`: takes a row away where the table is full, and gives one if it did. */
export function roomIn(table: keyof typeof tables): string {
  const { key, waits } = tables[table];
  return `DELETE FROM ${table} WHERE ${key} = (
    SELECT ${key} FROM ${table}
     WHERE ${waits} AND (SELECT count(*) FROM ${table}) >= ${maxUnderWay}
       AND ${network} = (SELECT ${network} AS largest FROM ${table} WHERE ${waits}
                          GROUP BY largest ORDER BY count(*) DESC LIMIT 1)
     ORDER BY created_at, ${key} LIMIT 1 FOR UPDATE SKIP LOCKED)
    RETURNING 1 AS is_free`;
}

/** After it: whether there is room for one more in the table. */
export function hasRoom(table: keyof typeof tables): string {
  return `(SELECT count(*) FROM ${table}) < ${maxUnderWay} OR EXISTS (SELECT FROM room)`;
}

/** As it is stored; null where it is not known. */
export function keptAddress(address: string | undefined): string | null {
  return address?.slice(0, 100) ?? null;
}
