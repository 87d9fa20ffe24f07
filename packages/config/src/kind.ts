import { scrubText } from "@devflow/logging";

/** What came of reading one text: the value, or what is wrong with it. */
export type Reading<T> = { value: T } | { wrong: string };

/** How the text of a setting becomes a value. */
export interface Kind<T> {
  /** What would be right, to be read after `Right:`. */
  expected: string;
  /** True when the text must not be shown. */
  isSecret: boolean;
  read(text: string): Reading<T>;
}

/** The text as people recognise it in a message, without passwords, at most 60 characters. */
export function quote(text: string): string {
  const clean = scrubText(text);
  return JSON.stringify(clean.length > 60 ? `${clean.slice(0, 60)}…` : clean);
}

/** Any text. */
export function text(expected: string): Kind<string> {
  return { expected, isSecret: false, read: (value) => ({ value }) };
}

/** A whole number in decimal digits, both bounds included. */
export function integer(minimum: number, maximum: number): Kind<number> {
  return {
    expected: `a whole number from ${minimum} to ${maximum}`,
    isSecret: false,
    read(value) {
      const number = /^\d{1,15}$/.test(value) ? Number(value) : Number.NaN;
      return number >= minimum && number <= maximum
        ? { value: number }
        : { wrong: `is ${quote(value)}` };
    },
  };
}

/** One of a few words. */
export function choice<const T extends string>(words: readonly T[]): Kind<T> {
  return {
    expected: `one of ${words.join(", ")}`,
    isSecret: false,
    read(value) {
      const word = words.find((candidate) => candidate === value);
      return word === undefined ? { wrong: `is ${quote(value)}` } : { value: word };
    },
  };
}
