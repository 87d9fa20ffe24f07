import type { Example, Method, Split } from "../../model.ts";

export const formatNames = ["trl", "axolotl", "llama-factory"] as const;
export type FormatName = (typeof formatNames)[number];

/** The values of one line, in the order in which they are written. */
export type Line = Record<string, unknown>;

/** How one trainer wants its examples. */
export interface Format {
  name: FormatName;
  /** Folder of an expert's and method's files, from the folder of the data set. */
  folderOf(expert: string, method: Method): string;
  lineOf(example: Example): Line;
  /** Files beside the examples, made when all are written. */
  extraFiles(written: readonly WrittenPart[]): readonly { path: string; text: string }[];
}

/** A file of examples that was written. */
export interface WrittenPart {
  expert: string;
  method: Method;
  split: Split;
  /** From the folder of the data set. */
  path: string;
}

/** An expert's name as the name of a folder: the same for usual names, never a way out. */
export function folderName(expert: string): string {
  return encodeURIComponent(expert).replace(/^\.+/, (dots) => dots.replaceAll(".", "%2E"));
}

/**
 * Where the example comes from, in columns that trainers ignore. Every column has one type in every
 * line and is never null: readers take the type of a column from the first lines of a file.
 */
export function provenanceColumns({ id, expert, decidedBy, provenance }: Example): Line {
  const { repository, pullNumber, commitSha, path, language, author, at, origin, model } =
    provenance;
  return {
    id,
    expert,
    origin,
    decided_by: decidedBy ?? "",
    repository,
    pull_number: pullNumber ?? 0,
    commit_sha: commitSha,
    path,
    language: language ?? "",
    author: author ?? "",
    model: model ?? "",
    at: `${at.toISOString().slice(0, 19)}Z`,
  };
}
