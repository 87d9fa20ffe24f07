import { createHash } from "node:crypto";

/** A number from 0 up to, and without, 1 that only the id decides: the same in every export. */
export function unitOf(id: string): number {
  return createHash("sha256").update(id).digest().readUIntBE(0, 6) / 2 ** 48;
}

/**
 * At most so many of each key. Which ones, only their ids decide, so that it is not always the oldest;
 * flat in memory, as only the number of each key is known beforehand. It keeps a few less than it may.
 */
export class Cap {
  readonly #most: number;
  readonly #totals: ReadonlyMap<string, number>;
  readonly #taken = new Map<string, number>();

  /** @param totals how many of a key there are at most; what is not named counts as few */
  constructor(most: number, totals: ReadonlyMap<string, number> = new Map()) {
    this.#most = most;
    this.#totals = totals;
  }

  /** False for what is over the cap. */
  take(key: string, id: string): boolean {
    const taken = this.#taken.get(key) ?? 0;
    if (taken >= this.#most) return false;
    const total = this.#totals.get(key) ?? 0;
    if (total > this.#most && unitOf(`${key} ${id}`) >= this.#most / total) return false;
    this.#taken.set(key, taken + 1);
    return true;
  }
}
