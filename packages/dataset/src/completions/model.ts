import type { CompletionOutcome } from "./label-of.ts";

/** A completion whose text was kept, with what became of it. */
export interface CompletionRecord {
  id: string;
  /** A stable id of the repository; null where it is not known. */
  repository: string | null;
  /** From the root of the repository; null for an unsaved file. */
  path: string | null;
  prefix: string;
  suffix: string;
  /** The choice that was taken, or else seen. */
  text: string;
  author: string;
  at: Date;
  model: string;
  outcome: CompletionOutcome;
}
