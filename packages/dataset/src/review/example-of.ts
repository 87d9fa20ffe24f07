import { createHash } from "node:crypto";
import { languageOf } from "@devflow/syntax";
import type { ExampleOrigin, Provenance } from "../model.ts";

/** What all examples about reviews have in common. */
export const REVIEW_EXPERT = "review";

interface Source {
  /** As code names it, too: one name is one repository in the splits and in the data card. */
  repository: string;
  pullNumber: number;
  commitSha: string;
  path: string;
  author: string | null;
  at: Date;
  origin: ExampleOrigin;
  model: string | null;
}

export function provenanceOf(source: Source): Provenance {
  return { ...source, language: languageOf(source.path) };
}

/** The same rows give the same id in every export, on every machine with the same database. */
export function exampleId(...parts: readonly (string | number)[]): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 32);
}
