import type { FilterCounts } from "../model.ts";

/** Why an answer is shown shortened or changed in its white space. */
export const TRIM_REASONS = [
  /** Thoughts, fences and words of the vocabulary around the code. */
  "model_words",
  /** Spaces or line breaks in front that are in the file already. */
  "leading_space",
  /** Tabs for spaces or the other way round, as the file has them. */
  "indentation",
  "trailing_space",
  /** The end of the answer is what stands behind the cursor on its line. */
  "suffix_overlap",
  /** The end of the answer is the lines below. */
  "suffix_lines",
  /** A bracket or quote that is closed behind the cursor already. */
  "closed_in_suffix",
  /** What was opened and not closed, because the answer was cut. */
  "unclosed_brackets",
  "first_line_only",
  /** The syntax tree ends what was begun before the answer does. */
  "syntax_end",
  /** Repeated lines at the end. */
  "repetition",
] as const;

/** Why an answer is not shown at all. */
export const DROP_REASONS = [
  "blank",
  "too_short",
  "chat_answer",
  "only_thoughts",
  "repeats_next_line",
  "repeats_line_above",
  "extreme_repetition",
  "empty_comment",
  "long_line",
  /** Characters that nobody sees or that reorder the line, or letters that look like others. */
  "hidden_characters",
  /** Nothing is left that keeps brackets in pairs. */
  "unbalanced",
] as const;

export type TrimReason = (typeof TRIM_REASONS)[number];
export type DropReason = (typeof DROP_REASONS)[number];
export type FilterReason = TrimReason | DropReason;

export function countReasons(reasons: Iterable<FilterReason>): FilterCounts {
  const counts: FilterCounts = {};
  for (const reason of reasons) counts[reason] = (counts[reason] ?? 0) + 1;
  return counts;
}
