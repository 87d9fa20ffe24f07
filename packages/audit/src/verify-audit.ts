import type { Queryable } from "@devflow/database";
import { type AuditRow, genesisHash, isAsHashed, type StoredRow } from "./audit-row.ts";
import { type AuditRange, storedAudit } from "./read-audit.ts";

/** A place in the chain that somebody kept elsewhere. */
export interface AuditAnchor {
  hash: string;
  /** Of the entry; null where only the hash was written down. */
  id: number | null;
}

/** What somebody did to the log, as far as the chain shows it. */
export type AuditDamage =
  /** The entry says something else than when it was written. */
  | "changed"
  /** One or more entries are not there. */
  | "removed"
  /** The entry is whole, and stood elsewhere. */
  | "moved"
  /** The entry is whole in itself and does not follow: it was put in, or the one before was rewritten. */
  | "inserted"
  /** Entries that were there are missing at the end, or all from some entry on were written anew. */
  | "cut_off";

/** What a look at the chain came to. */
export type AuditVerification =
  | { isWhole: true; rows: number; firstId: number; newestId: number; newestHash: string }
  | {
      isWhole: false;
      /** That were whole before it. */
      rows: number;
      brokenAt: number;
      damage: AuditDamage;
      reason: string;
    };

export interface VerifyOptions {
  /** Places that the log must still have. */
  anchors?: readonly AuditAnchor[];
  /** The rows may begin later than the log: what is before the first of them is not asked for. */
  isPart?: boolean;
  /** The rows begin with this one, which was the newest of a log that was whole: it must be there. */
  from?: { id: number; hash: string } | null;
  /** Called after each row with how many were whole so far. */
  onRows?: (rows: number) => void;
}

/** Reads the stored log from its beginning, or a part of it, and says where it was tampered with. */
export function verifyAudit(
  database: Queryable,
  options: VerifyOptions & { range?: AuditRange } = {},
): Promise<AuditVerification> {
  return verifyRows(storedAudit(database, options.range ?? rangeFrom(options.from)), options);
}

/** From an entry on; all where none is given. */
export function rangeFrom(from: VerifyOptions["from"]): AuditRange | undefined {
  return from ? { first: from.id, last: Number.MAX_SAFE_INTEGER } : undefined;
}

/** The same of rows from anywhere, for example an exported file. */
export async function verifyRows(
  rows: AsyncIterable<StoredRow> | Iterable<StoredRow>,
  { anchors = [], isPart = false, from = null, onRows = () => {} }: VerifyOptions = {},
): Promise<AuditVerification> {
  let last: { id: number; hash: string } | null = null;
  let firstId = from?.id ?? 1;
  let count = 0;
  const unseen = new UnseenAnchors(from === null ? anchors : [from, ...anchors]);
  for await (const row of rows) {
    if (last === null) {
      firstId = from?.id ?? (isPart ? row.id : 1);
      last = from === null ? startOf(row, isPart) : beforeOf(from, row);
    }
    const damage = damageOf(row, last) ?? unseen.misplaced(row);
    if (damage !== null) return { isWhole: false, rows: count, ...damage };
    const { id, hash } = row as AuditRow;
    last = { id, hash };
    count += 1;
    unseen.see(hash);
    onRows(count);
  }
  const newest = last ?? { id: (from?.id ?? 1) - 1, hash: genesisHash };
  const cut = unseen.missing(firstId, newest.id);
  if (cut !== null) return { isWhole: false, rows: count, ...cut };
  return { isWhole: true, rows: count, firstId, newestId: newest.id, newestHash: newest.hash };
}

/** What the first row has to follow: nothing, or in a part whatever it says. */
function startOf(row: StoredRow, isPart: boolean): { id: number; hash: string } {
  const isBeginning = !isPart || row.id === 1 || "unreadable" in row;
  return isBeginning ? { id: 0, hash: genesisHash } : { id: row.id - 1, hash: row.previousHash };
}

/** What is before the entry that the rows begin with is not asked for; that it is there, is. */
function beforeOf({ id }: { id: number }, row: StoredRow): { id: number; hash: string } {
  return { id: id - 1, hash: "unreadable" in row ? genesisHash : row.previousHash };
}

interface Damage {
  brokenAt: number;
  damage: AuditDamage;
  reason: string;
}

function damageOf(row: StoredRow, last: { id: number; hash: string }): Damage | null {
  const expectedId = last.id + 1;
  const found = (damage: AuditDamage, reason: string, brokenAt = row.id): Damage => ({
    ...{ brokenAt, damage, reason },
  });
  if (row.id > expectedId) {
    const others = row.id - expectedId === 1 ? "" : ` to ${row.id - 1}`;
    return found("removed", `entry ${expectedId}${others} is not there`, expectedId);
  }
  if (row.id < expectedId) return found("inserted", `entry ${row.id} stands where none belongs`);
  if ("unreadable" in row) return found("changed", "it is not as any entry is written");
  if (!isAsHashed(row)) {
    const former = formerId(row);
    return former === null
      ? found("changed", "it says something else than when it was written")
      : found("moved", `it was entry ${former}`);
  }
  if (row.previousHash === last.hash) return null;
  return found(
    "inserted",
    `it does not follow entry ${last.id}: it was put in, or that one was written anew`,
  );
}

/** How far entries are looked for that were moved. */
const reach = 1_000;

function formerId(row: AuditRow): number | null {
  // Of a stored row they are read anew each time, and not copied with it.
  const { details } = row;
  for (let distance = 1; distance <= reach; distance++) {
    for (const id of [row.id - distance, row.id + distance]) {
      if (isAsHashed({ ...row, details, id })) return id;
    }
  }
  return null;
}

/** Anchors that no row had yet. A year has 8,760 of them, and a log some million rows: looked up by hash and id. */
class UnseenAnchors {
  readonly #byHash: Map<string, AuditAnchor>;
  readonly #byId = new Map<number, Set<string>>();

  constructor(anchors: readonly AuditAnchor[]) {
    this.#byHash = new Map(anchors.map((anchor) => [anchor.hash, anchor]));
    for (const { id, hash } of anchors) {
      if (id !== null) this.#byId.set(id, (this.#byId.get(id) ?? new Set()).add(hash));
    }
  }

  see(hash: string): void {
    this.#byHash.delete(hash);
  }

  /** A chain that is whole, and another one than that of which somebody kept a place. */
  misplaced(row: StoredRow): Damage | null {
    const hashes = this.#byId.get(row.id);
    if (hashes === undefined || "unreadable" in row) return null;
    const other = [...hashes].find((hash) => hash !== row.hash);
    if (other === undefined) return null;
    const reason = `the anchor knows its hash as ${other}: this entry, and maybe more, was written anew since`;
    return { brokenAt: row.id, damage: "cut_off", reason };
  }

  missing(firstId: number, lastId: number): Damage | null {
    for (const { id, hash } of this.#byHash.values()) {
      if (id !== null && id < firstId) continue;
      const reason =
        id === null
          ? `the entry with the hash ${hash} is gone: entries were cut off, or written anew`
          : `entries up to ${id} were there, and the log ends with ${lastId}`;
      return { brokenAt: lastId + 1, damage: "cut_off", reason };
    }
    return null;
  }
}
