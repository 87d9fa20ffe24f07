import type { PersonComment } from "../model.ts";
import type { PlainWords } from "../plain-words.ts";

/** A comment with what is read out of it once for all filters. */
export interface ReadComment extends PersonComment {
  words: PlainWords;
  /** Its prose is English, as far as that can be told: the lists of words are. */
  isEnglish: boolean;
}

export interface FilterSettings {
  /** In which the team writes, as an English word; empty: any. */
  language: string;
  /** Which files hold secrets. Default: the built-in list. */
  isSecretFile?: ((path: string) => boolean) | undefined;
}

/** One reason to leave comments out: a word for the counts, or null where the comment stays. */
export interface CommentFilter {
  name: string;
  reasons: readonly string[];
  reasonAgainst(
    comment: ReadComment,
    settings: FilterSettings,
  ): string | null | Promise<string | null>;
}
