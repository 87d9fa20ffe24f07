import type { CodeExpert } from "@devflow/expert";
import type { CodeIndex } from "@devflow/retrieval";

/** The talking side of an expert. */
export type AssistExpert = Pick<
  CodeExpert,
  | "name"
  | "identity"
  | "windowTokens"
  | "explanation"
  | "answerTokens"
  | "estimateTokens"
  | "streamChat"
>;

/** Code of the repository that the files are of: only given where whoever asks may read it. */
export interface RepositoryCode {
  /** `owner/name`. */
  repository: string;
  /** What the index reflects. */
  commitSha: string | null;
  index: Pick<CodeIndex, "contextForChange" | "search" | "usesOf">;
  /** Which of the paths the repository has, in whatever capitals and composition of letters. */
  existing(paths: readonly string[]): Promise<ReadonlySet<string>>;
}

/** Everything that an answer may reach. */
export interface AssistPorts {
  expert: AssistExpert;
  /** Another model of the expert's server, as routes name it. */
  model?: string;
  code: RepositoryCode | null;
  /** Files that hold secrets are neither read nor made. */
  isSecret(path: string): boolean;
  /** Code with credentials does not go along with what somebody asks about. */
  holdsCredential(text: string): boolean;
  /** Lines of a text that speak to a model, and lines that hide something, from 1. */
  suspectLines(file: { path: string; text: string }): { toModels: number[]; hidden: number[] };
  signal: AbortSignal;
}
