import {
  type DraftedFinding,
  type DraftPromptInput,
  digestPrompt,
  draftPrompt,
  estimateTokens,
} from "@devflow/expert";
import type {
  CommentSettings,
  JudgedFinding,
  PersonComment,
  ReviewedDraft,
} from "../../src/index.ts";

export const hunk = `@@ -10,3 +10,6 @@ export class Cart {
   items: Item[] = [];
-  total = 0;
+  average(): number {
+    const sum = this.items.reduce((all, item) => all + item.price, 0);
+    return sum / this.items.length;
+  }
 }`;

export const comment: PersonComment = {
  ...{ id: 1, author: "kim", isBot: false, isByPullAuthor: false, replyToId: null },
  ...{ body: "Please handle the empty cart, this gives `NaN`. The page shows it." },
  ...{ path: "src/cart.ts", side: "RIGHT", startLine: 13, line: 13, commitSha: "c0ffee" },
  ...{ hunk, linesChanged: true, createdAt: new Date("2026-05-01") },
};

export const pull = {
  ...{ repositoryId: 4, repository: "acme/shop", number: 7 },
  ...{ title: "Add the average", description: "For the page." },
};

export const settings: CommentSettings = {
  language: "",
  window: {
    ...{ windowTokens: 4_096, maxOutputTokens: 1_024 },
    countTokens: async (text) => estimateTokens(text),
  },
};

export const input: DraftPromptInput = {
  ...{ repository: "acme/shop", title: "Add the average", description: "", instructions: "" },
  ...{ language: "", context: [], facts: [] },
  hunks: [{ path: "src/cart.ts", language: "typescript", rendered: "13 +    return sum / count;" }],
};

export const answered: DraftedFinding = {
  ...{ path: "src/cart.ts", quote: "return sum / count;", severity: "high" },
  ...{ category: "correctness", title: "Division by zero", body: "The cart may be empty." },
  ...{ suggestion: "return count === 0 ? 0 : sum / count;", confidence: 0.8 },
};

export function judged(changes: Partial<JudgedFinding> = {}): JudgedFinding {
  return {
    ...answered,
    ...{ id: 11, path: "src/cart.ts", side: "RIGHT", startLine: 13, line: 13 },
    ...{ label: "wanted", isPending: false, decidedBy: "lines_changed", actor: "mia" },
    drafted: null,
    ...changes,
  };
}

export function draft(changes: Partial<ReviewedDraft> = {}): ReviewedDraft {
  return {
    ...{ id: 21, repositoryId: 4, repository: "acme/shop", pullNumber: 7, headSha: "c0ffee" },
    path: "src/cart.ts",
    ...{ model: "review@2026-05-01", at: new Date("2026-05-01"), input },
    promptSha256: digestPrompt(draftPrompt(changes.input ?? input)),
    ...{ answers: [[answered]], findings: [], isMerged: true },
    ...{ isFollowed: true, isUndisturbed: true },
    ...changes,
  };
}
