import { createHash } from "node:crypto";

/**
 * The items in an order that only the seed decides, the same on every machine: each item has a key out
 * of SHA-256, and the keys are sorted.
 */
export function shuffle<T>(items: readonly T[], seed: string): T[] {
  return items
    .map((item, index) => ({ item, key: createHash("sha256").update(`${seed} ${index}`).digest() }))
    .sort((a, b) => a.key.compare(b.key))
    .map(({ item }) => item);
}
