import { existsSync, readFileSync } from "node:fs";
import { UsageError } from "@devflow/errors";

/** Where an answer is: a file, or lines of one. */
export interface Target {
  path: string;
  /** Null: anywhere in the file. */
  lines: { start: number; end: number } | null;
}

export const categories = ["symbol", "semantic", "architecture"] as const;
export type Category = (typeof categories)[number];

/** A question and all places that answer it: what semble calls relevant and secondary count alike. */
export interface Label {
  query: string;
  category: Category;
  targets: Target[];
}

/** The labels of one repository, in semble's format; null when there are none. */
export function readLabels(file: string): Label[] | null {
  if (!existsSync(file)) return null;
  const parsed: unknown = JSON.parse(readFileSync(file, "utf8"));
  if (!Array.isArray(parsed)) throw malformed(file, "a list of labels");
  return parsed.map((entry: unknown, index) => parseLabel(entry, `${file}, label ${index + 1}`));
}

function parseLabel(entry: unknown, place: string): Label {
  const { query, relevant, secondary = [], ...rest } = asObject(entry, place);
  if (typeof query !== "string" || query.trim() === "") throw malformed(place, "a query");
  const category = rest.category ?? categoryOf(query);
  if (!isCategory(category)) throw malformed(place, `a category of ${categories.join(", ")}`);
  if (!Array.isArray(relevant) || relevant.length === 0) throw malformed(place, "relevant places");
  if (!Array.isArray(secondary)) throw malformed(place, "a list of secondary places");
  const targets = [...relevant, ...secondary].map((target) => parseTarget(target, place));
  return { query, category, targets };
}

function parseTarget(entry: unknown, place: string): Target {
  if (typeof entry === "string") return { path: entry, lines: null };
  const { path, start_line: start, end_line: end } = asObject(entry, place);
  if (typeof path !== "string") throw malformed(place, "a path in each place");
  if (start === undefined || start === null) return { path, lines: null };
  if (typeof start !== "number" || typeof end !== "number" || start < 1 || end < start) {
    throw malformed(place, "start_line and end_line in order");
  }
  return { path, lines: { start, end } };
}

/** What semble takes a label for that names no category. */
function categoryOf(query: string): Category {
  if (!query.trim().includes(" ")) return "symbol";
  return query.toLowerCase().startsWith("how ") ? "architecture" : "semantic";
}

function isCategory(value: unknown): value is Category {
  return categories.some((category) => category === value);
}

function asObject(entry: unknown, place: string): Record<string, unknown> {
  if (typeof entry !== "object" || entry === null) throw malformed(place, "an object");
  return { ...entry };
}

function malformed(place: string, expected: string): UsageError {
  return new UsageError(
    `${place}: expected ${expected}.`,
    "See docs/benchmarks.md for the format.",
  );
}
