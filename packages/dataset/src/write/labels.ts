/** What decides about an example, in the words of the manifest and the data card. */
export const labelDefinitions: Readonly<Record<string, string>> = {
  suggestion_committed: "wanted: the suggested change was committed",
  lines_changed: "wanted: the flagged lines changed before the merge, and stayed changed",
  change_reverted: "unwanted: what was changed for it was taken back",
  resolved_by_fix: "wanted: the thread was resolved by a change",
  reaction_up: "wanted: a thumb up",
  reply_agreed: "wanted: somebody agreed in a reply",
  reply_will_fix: "wanted: somebody said in a reply that it will be fixed",
  unfixed_after_merge: "the pull request was merged with the flagged lines as they were",
  resolved_without_change: "unwanted, weakly: the thread was resolved and nothing changed",
  reaction_down: "unwanted: a thumb down",
  reply_disagreed: "unwanted: somebody disagreed with a reason",
  dismissed: "unwanted, strongly: dismissed with a reason",
  human_comment_led_to_change:
    "wanted: a person wrote it, and the lines changed afterwards in the same pull request",
  completion_retained:
    "wanted: accepted in the editor, and at least 67 % of it still there at the last look",
  completion_deleted:
    "unwanted: accepted in the editor, and at most 33 % of it still there at the last look",
  completion_dismissed: "unwanted: seen in the editor for 750 ms or more, and dismissed",
  answer_applied: "wanted: the change was applied in the editor",
  answer_tests_passed: "wanted: the tests were written into the project, and passed",
  answer_helpful: "wanted: somebody called the answer helpful",
  answer_discarded: "unwanted: the change was looked at and discarded",
  answer_undone: "unwanted: the change was applied and undone",
  answer_unhelpful: "unwanted: somebody called the answer unhelpful",
};

/** What kinds of examples there are. */
export const originDefinitions: Readonly<Record<string, string>> = {
  finding: "what the expert said of a change, with what became of it",
  silence: "a change of which nothing was said and in which nothing was found later",
  human_comment: "what a person said of a change",
  documented_function: "a function by its documentation and signature",
  synthetic_documentation: "as before, with documentation that an expert wrote",
  fill_in_the_middle: "a piece of a file by what stands before and after it",
  test_of_function: "a test by the function that it tests",
  completion:
    "what an expert completed in an editor, with what became of it; from texts that were kept",
  explanation:
    "what an expert explained in an editor, with what was thought of it; from texts that were kept",
  assistant_change:
    "tests, a refactoring or documentation that an expert wrote in an editor, with what became of it; from texts that were kept",
};
