import type { Scope } from "@devflow/identity";

/** What whoever is let in may do, in words for a page. */
export const scopeWords: Record<Scope, string> = {
  complete: "complete code as you",
  assist: "ask the assistant as you: explain, tests, refactor, review",
  search: "search the code that you may read",
  usage: "read how the assistant is used",
  admin: "administer people and tokens",
};
