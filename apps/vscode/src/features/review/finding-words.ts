import type { ReviewAnswer, ReviewFinding } from "../shared/answers.ts";

/**
 * What a problem says in the editor, which shows plain text: the title, then the body without
 * Markdown's marks but those around code.
 */
export function messageOf({ title, body }: ReviewFinding): string {
  const plain = body
    .replace(/^```.*$/gm, "")
    .replace(/\*\*([^*]+)\*\*/g, "$1")
    .replace(/\[([^\]]+)\]\([^)]*\)/g, "$1")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
  return plain === "" || plain === title ? title : `${title}\n${plain}`;
}

/** `sql-injection` for a rule, `secret` or the expert's category. */
export function codeOf({ source, category }: ReviewFinding): string {
  return source.startsWith("rule:") ? source.slice("rule:".length) : category;
}

/** What a person is told when a review is done. */
export function summaryOf(answer: ReviewAnswer, shown: number, leftOut: number): string {
  const files = counted(answer.files_reviewed.length, "file");
  const found = shown === 0 ? "nothing to remark" : counted(shown, "remark");
  const parts = [`${found} in ${files}`];
  if (leftOut > 0) parts.push(`${counted(leftOut, "file")} not read`);
  const { state, reason } = answer.expert;
  if (state === "not_configured") parts.push("by rules only, as no expert is configured");
  else if (state !== "used") parts.push(`by rules only: ${reason ?? "the expert was away"}`);
  return `${parts.join("; ")}.`;
}

function counted(count: number, what: string): string {
  return count === 1 ? `1 ${what}` : `${count} ${what}s`;
}
