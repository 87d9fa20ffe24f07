import type { ReviewAnswer, ReviewFinding } from "../shared/answers.ts";

/**
 * What a problem says in the editor, which shows plain text: the title, then the body without
 * Markdown's marks but those around code.
 */
export function messageOf({ title, body, pull_request: said }: ReviewFinding): string {
  const plain = body
    .replace(/^```.*$/gm, "")
    .replace(/\*\*([^*]+)\*\*/g, "$1")
    .replace(/\[([^\]]+)\]\([^)]*\)/g, "$1")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
  const words = plain === "" || plain === title ? title : `${title}\n${plain}`;
  return said ? `${words}\n\nSaid on pull request #${said.number}, and open there.` : words;
}

/** `sql-injection` for a rule, `secret` or the expert's category. */
export function codeOf({ source, category }: ReviewFinding): string {
  return source.startsWith("rule:") ? source.slice("rule:".length) : category;
}

/** What is shown: new remarks, and those of the pull request. */
export type Shown = readonly Pick<ReviewFinding, "pull_request">[];

/** What a person is told when a review is done. */
export function summaryOf(
  answer: ReviewAnswer,
  shown: Shown,
  leftOut: readonly { path: string; reason: string }[],
): string {
  const files = counted(answer.files_reviewed.length, "file");
  const said = shown.filter(({ pull_request }) => pull_request !== undefined);
  const fresh = shown.length - said.length;
  const found = fresh === 0 ? "nothing to remark" : counted(fresh, "remark");
  const parts = [`${found} in ${files}`];
  const [first] = said;
  if (first?.pull_request) {
    parts.push(`${said.length} more open on pull request #${first.pull_request.number}`);
  }
  if (leftOut.length > 0) parts.push(`not read: ${namesOf(leftOut)}`);
  const { state, reason } = answer.expert;
  if (state === "not_configured") parts.push("by rules only, as no expert is configured");
  else if (state !== "used") parts.push(`by rules only: ${reason ?? "the expert was away"}`);
  return `${parts.join("; ")}.`;
}

/** More names are no line that anybody reads; the log has all. */
const maxNames = 2;

/** What was not read, with the reasons; beyond two files how many more. */
export function namesOf(leftOut: readonly { path: string; reason: string }[]): string {
  const named = leftOut.slice(0, maxNames).map(({ path, reason }) => `${path} (${reason})`);
  const more = leftOut.length - named.length;
  return more === 0 ? named.join(", ") : `${named.join(", ")} and ${more} more`;
}

function counted(count: number, what: string): string {
  return count === 1 ? `1 ${what}` : `${count} ${what}s`;
}
