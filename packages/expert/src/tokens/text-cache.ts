import { createHash } from "node:crypto";

/** Values by the hash of a text; the least recently used ones go first. */
export interface TextCache<T> {
  get(text: string): T | undefined;
  set(text: string, value: T): void;
}

/** @param capacity entries; one is about 100 bytes, whatever the text's length */
export function createTextCache<T>(capacity: number): TextCache<T> {
  const entries = new Map<string, T>();
  return {
    get(text) {
      const key = hash(text);
      const value = entries.get(key);
      if (value === undefined) return undefined;
      entries.delete(key);
      entries.set(key, value);
      return value;
    },
    set(text, value) {
      const oldest = entries.size >= capacity ? entries.keys().next() : undefined;
      if (oldest?.done === false) entries.delete(oldest.value);
      entries.set(hash(text), value);
    },
  };
}

function hash(text: string): string {
  return createHash("sha256").update(text).digest("base64");
}
