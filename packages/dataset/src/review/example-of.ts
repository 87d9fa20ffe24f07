import { createHash } from "node:crypto";
import { languageOf } from "@devflow/syntax";
import type { ExampleOrigin, Provenance } from "../model.ts";

/** What all examples about reviews have in common. */
export const REVIEW_EXPERT = "review";

interface Source {
  repositoryId: number;
  pullNumber: number;
  commitSha: string;
  path: string;
  author: string | null;
  at: Date;
  origin: ExampleOrigin;
  model: string | null;
}

export function provenanceOf({ repositoryId, ...source }: Source): Provenance {
  return { ...source, repository: String(repositoryId), language: languageOf(source.path) };
}

/** The same rows give the same id in every export, on every machine with the same database. */
export function exampleId(...parts: readonly (string | number)[]): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 32);
}
