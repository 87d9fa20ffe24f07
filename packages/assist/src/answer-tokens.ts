import type { AssistExpert } from "./ports.ts";

type Limits = Pick<AssistExpert, "windowTokens" | "explanation" | "answerTokens">;

/** What an answer in words may take: by its own setting, below that of all answers. */
export function wordsTokens(expert: Limits, wanted = expert.explanation.maxTokens): number {
  return within(expert, Math.min(wanted, expert.answerTokens ?? wanted));
}

/** Room for the blocks of a change: a third of the window, as what is changed was read in the other two. */
export function changeTokens(expert: Limits): number {
  const third = Math.max(256, Math.min(4_096, Math.floor(expert.windowTokens / 3)));
  return within(expert, expert.answerTokens ?? third);
}

function within({ windowTokens }: Limits, tokens: number): number {
  return Math.min(tokens, Math.floor(windowTokens / 2));
}

/** For people, behind an answer in words that its limit ended; a block of code is closed before it. */
export function cutText(text: string, tokens: number): string {
  const isInCode = text.split("\n").filter((line) => /^\s{0,3}`{3}/.test(line)).length % 2 === 1;
  return `${isInCode ? "\n```" : ""}\n\nThe answer ends here: it reached its limit of ${tokens} tokens.`;
}
