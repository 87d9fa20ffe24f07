import type { SaidFinding } from "@devflow/review";
import { findingSource, severity } from "@devflow/team-memory";
import { z } from "zod";

/** The columns of `findings` that hold what is said. */
export const saidColumns = {
  fingerprint: z.string(),
  path: z.string(),
  side: z.enum(["LEFT", "RIGHT"]),
  start_line: z.number(),
  line: z.number(),
  severity,
  category: z.string(),
  title: z.string(),
  body: z.string(),
  suggestion: z.string().nullable(),
  confidence: z.number(),
  source: findingSource,
  // Null: from before there was a choice.
  place: z.enum(["inline", "summary"]).nullable(),
};

/** Columns of other things are left out by the caller. */
export function toSaidFinding(row: z.output<z.ZodObject<typeof saidColumns>>): SaidFinding {
  const { start_line, place, ...finding } = row;
  return { ...finding, startLine: start_line, place: place ?? "inline" };
}
