import { invariant } from "@devflow/errors";
import { editComment, writeIssueComment } from "./comments.ts";
import type { Context } from "./context.ts";
import { carriesMarker } from "./marker.ts";
import type { RepositoryRef, WrittenComment } from "./model.ts";
import { createOnce } from "./retry-policy.ts";
import { listIssueComments } from "./written-comments.ts";

export interface SummaryComment {
  body: string;
  marker: string;
  onlyEdit?: boolean;
}

/**
 * Properties wanted: one summary a pull request, whatever crashes; no edit without a change (an
 * edit shows as such, and costs one of GitHub's writes).
 * Design: found by its marker among our own comments before every try, the oldest first. Race
 * accepted: two runs that look at the same moment make two; the older one is edited from then on.
 */
export async function putSummaryComment(
  context: Context,
  repository: RepositoryRef,
  number: number,
  summary: SummaryComment,
): Promise<number | null> {
  const { body, marker } = summary;
  invariant(body.includes(marker), "the body of a summary carries its marker");
  const find = async () => findSummary(context, repository, number, marker);
  const known = await find();
  if (known === null && summary.onlyEdit === true) return null;
  if (known === null) {
    const created = await createOnce(
      context.session.policy,
      async () => (await find())?.id ?? null,
      () => writeIssueComment(context, repository, number, body),
    );
    return created;
  }
  if (!isSameText(known.body, body)) {
    await editComment(context, repository, { kind: "issue_comment", commentId: known.id }, body);
  }
  return known.id;
}

async function findSummary(
  context: Context,
  repository: RepositoryRef,
  number: number,
  marker: string,
): Promise<WrittenComment | null> {
  const comments = await listIssueComments(context, repository, number);
  return comments.find((each) => each.author.isSelf && carriesMarker(each.body, marker)) ?? null;
}

/** GitHub may give line ends of its own back, and trims. */
function isSameText(a: string, b: string): boolean {
  const plain = (text: string) => text.replaceAll("\r\n", "\n").trim();
  return plain(a) === plain(b);
}
