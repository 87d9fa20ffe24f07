/** A place in a file where somebody types. */
export interface CompletionPlace {
  /** Checked to be readable by who asks; nothing of another repository is looked at. */
  repositoryId: number;
  /** As `@devflow/syntax` names it; the path's extension says it too. */
  language: string | null;
  /** Null for an unsaved file, whose imports lead nowhere. */
  path: string | null;
  prefix: string;
  suffix: string;
}

export interface CompletionContextQuery extends CompletionPlace {
  signal: AbortSignal;
  /** Default 30 ms. */
  deadlineMs?: number;
}

/** Code of the same repository that a completion may use. */
export interface CompletionSnippet {
  path: string;
  text: string;
  /** Declarations that the place may use, of one file; or code that is like the code around it. */
  source: "index_definition" | "index_similar";
  /** Greater is more useful; comparable within one source only. */
  score: number;
}

export interface CompletionContext {
  /** Most useful first within each source. */
  snippets: readonly CompletionSnippet[];
  /** Nothing was found in time. What is found later is there for the next keystroke. */
  isLate: boolean;
}
