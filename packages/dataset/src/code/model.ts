import type { FimFamily, Prompt } from "@devflow/expert";

/** A file of a repository as code examples are made of it. */
export interface CodeFile {
  path: string;
  text: string;
  commitSha: string;
  /** When it was last changed. */
  at: Date;
  author?: string | null;
}

/** A repository as the extractor reads it. */
export interface CodeSource {
  /** A stable id of it. */
  repository: string;
  /** Globs of `index.ignore_paths` in its `.devflow.yml`. */
  ignorePaths: readonly string[];
  /** All paths of it, with their sizes; nothing is read for that. */
  paths(): AsyncIterable<{ path: string; sizeBytes: number }>;
  /** The files of these paths; in any order, the same one each time. */
  files(wanted: ReadonlySet<string>): AsyncIterable<CodeFile>;
}

/** Asks the expert for documentation that a function lacks. */
export interface SyntheticDocumentation {
  /** Null when there is no answer. */
  ask(prompt: Prompt): Promise<string | null>;
  model: string;
  /** Of the undocumented functions, 0 to 1. */
  share: number;
  /** Calls of one extraction at most. */
  mostCalls: number;
}

export interface CodeOptions {
  /** Whose words the fill-in-the-middle prompts are made of. */
  fimFamily: FimFamily;
  /** SPDX ids of licences that code of others may have. */
  allowedLicences: readonly string[];
  /** Off when missing. */
  synthetic?: SyntheticDocumentation;
}
