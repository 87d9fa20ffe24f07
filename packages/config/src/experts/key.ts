import { z } from "zod";
import { keyFacts } from "../key-facts.ts";

/** A key of experts.yaml with what people are told about it. */
export function key<S extends z.ZodType>(schema: S, expected: string, meaning: string): S {
  const described = schema.describe(meaning);
  keyFacts.add(described, { expected, isSecret: false });
  return described;
}

/** As {@link key}; its value is never shown. */
export function secretKey<S extends z.ZodType>(schema: S, expected: string, meaning: string): S {
  const described = schema.describe(meaning);
  keyFacts.add(described, { expected, isSecret: true });
  return described;
}

export function wholeNumber(standard: number, minimum: number, maximum: number, meaning: string) {
  return key(
    z.int().min(minimum).max(maximum).default(standard),
    `a whole number from ${minimum} to ${maximum}`,
    `${meaning} Default: ${standard}.`,
  );
}

/** Both bounds included. */
export function decimal(standard: number, minimum: number, maximum: number, meaning: string) {
  return key(
    z.number().min(minimum).max(maximum).default(standard),
    `a number from ${minimum} to ${maximum}`,
    `${meaning} Default: ${standard}.`,
  );
}

export function share(standard: number, meaning: string) {
  return key(
    z.number().gt(0).max(1).default(standard),
    "a number above 0, at most 1",
    `${meaning} Default: ${standard}.`,
  );
}
