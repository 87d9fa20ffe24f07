/** Code from elsewhere that the expert may see: what the prefix uses, or what is like it. */
export interface Snippet {
  path: string;
  text: string;
  /** Where it comes from; decides what is left out first when the window is small. */
  source:
    | "declaration"
    | "index_definition"
    | "index_similar"
    | "changed_file"
    | "opened_file"
    | "clipboard";
  /** Greater is more useful; comparable within one source only. */
  score: number;
}

/** A place in a file where a developer types. Line ends are as the file has them. */
export interface CompletionInput {
  /** As `@devflow/syntax` names it, else as editors do where {@link hasLanguageRules}; null for others. */
  language: string | null;
  /** From the repository's root, with forward slashes; null for an unsaved file. */
  path: string | null;
  /** The repository in our index, already checked to be readable by who asks; null where it is not known. */
  repositoryId: number | null;
  prefix: string;
  suffix: string;
  /** What the editor sent along. */
  snippets: readonly Snippet[];
  /** `manual`: a person asked for it by a key, so more than one choice and a longer answer may come. */
  trigger: "automatic" | "manual";
  temperature?: number;
  seed?: number;
}

/** Where an answer came from, cheapest first. */
export type CompletionSource =
  /** The same question was answered before, by this process or another. */
  | "memory"
  | "shared"
  /** The developer typed on what was answered before. */
  | "type_forward"
  /** Another request that is under way asks the same, or its answer goes on from here. */
  | "merged"
  | "expert";

/** Why a text of the expert is not shown as it came; counted, never with the text. */
export interface FilterCounts {
  [reason: string]: number;
}

export interface CompletionChoice {
  index: number;
  text: string;
}

/** Milliseconds of one answer, at the server. */
export interface CompletionTimings {
  totalMs: number;
  /** Null where the index was not asked. */
  retrievalMs: number | null;
  /** Until the first text of the expert; null for cached answers. */
  firstTextMs: number | null;
  expertMs: number | null;
}

export interface CompletionResult {
  /** Empty where there is nothing worth showing. */
  choices: readonly CompletionChoice[];
  source: CompletionSource;
  /** Name in experts.yaml, and the model that its server really used. */
  expert: string;
  model: string;
  timings: CompletionTimings;
  filters: FilterCounts;
  /** The index did not answer in time, or was not asked. */
  retrieval: "used" | "nothing" | "late" | "off";
}
