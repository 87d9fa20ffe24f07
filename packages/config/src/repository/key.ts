import { z } from "zod";
import { type InFolders, keyFacts } from "../key-facts.ts";

/** Long enough for every path and label, short enough to be shown back. */
export const maxTextLength = 200;
export const maxListLength = 100;

/** One key: its default, what would be right, what it means, and whether a folder may set it. */
export function key<S extends z.ZodType>(
  schema: S,
  standard: z.output<S> & z.core.util.NoUndefined<z.output<S>>,
  expected: string,
  meaning: string,
  inFolders: InFolders | null = null,
) {
  const described = schema.default(standard).describe(meaning);
  keyFacts.add(described, { expected, isSecret: false, inFolders });
  return described;
}

export const flag = (standard: boolean, meaning: string) =>
  key(z.boolean(), standard, "true or false", meaning);

const texts = z.array(z.string().min(1).max(maxTextLength)).max(maxListLength);

/** A list of short texts; `of` names them. */
export const textList = (
  of: string,
  standard: readonly string[],
  meaning: string,
  inFolders: InFolders | null = null,
) =>
  key(
    texts,
    [...standard],
    `a list of at most ${maxListLength} ${of} of at most ${maxTextLength} characters each`,
    meaning,
    inFolders,
  );

export const wholeNumber = (minimum: number, maximum: number, standard: number, meaning: string) =>
  key(
    z.int().min(minimum).max(maximum),
    standard,
    `a whole number from ${minimum} to ${maximum}`,
    meaning,
  );

export const severities = ["low", "medium", "high", "critical"] as const;
export const severity = z.enum(severities);
export const severityWords = severities.join(", ");
