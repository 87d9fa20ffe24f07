import type { Context } from "./context.ts";
import { query } from "./graphql.ts";
import { moreCommentsQuery, moreThreadsQuery, pullQuery, pullsQuery } from "./history-query.ts";
import {
  type Actor,
  type CommentNode,
  commentsAnswer,
  type PullNode,
  pullAnswer,
  pullsAnswer,
  type ThreadNode,
  threadsAnswer,
} from "./history-schemas.ts";
import { limits } from "./limits.ts";
import type {
  ApiBudget,
  HistoryPage,
  HistoryWanted,
  PastComment,
  PastPullRead,
  PastPullRequest,
  RepositoryRef,
} from "./model.ts";
import { tooManyPages } from "./pages.ts";

/** Reasons that people hide a comment for which say that nothing is to be learned from it. */
const hiddenFor: ReadonlySet<string> = new Set(["spam", "abuse", "off-topic"]);

/** What reading has cost so far, and what GitHub says is left. */
class Account {
  points = 0;
  requests = 0;
  last: ApiBudget | null = null;

  add(budget: (ApiBudget & { cost: number }) | null): void {
    this.requests += 1;
    this.points += budget?.cost ?? 0;
    this.last = budget ?? this.last;
  }
}

/** One page of past pull requests, newest first, each with everything that was said on its lines. */
export async function readHistory(
  context: Context,
  { owner, name }: RepositoryRef,
  { cursor, pageSize }: HistoryWanted,
): Promise<HistoryPage> {
  const account = new Account();
  const variables = { owner, name, first: pageSize, after: cursor };
  const { budget, totalCount, nextCursor, nodes } = await query(
    context,
    pullsAnswer,
    pullsQuery,
    variables,
  );
  account.add(budget);
  const pulls: PastPullRequest[] = [];
  for (const node of nodes) {
    const threads = await allThreads(context, { owner, name }, node, account);
    pulls.push(toPull(node, threads));
  }
  const { points, requests, last } = account;
  return { pulls, total: totalCount, nextCursor, budget: last, points, requests };
}

/** One pull request as a page of history has it; of an open one without what is said there so far. */
export async function readPastPull(
  context: Context,
  { owner, name }: RepositoryRef,
  number: number,
): Promise<PastPullRead> {
  const account = new Account();
  const { budget, node } = await query(context, pullAnswer, pullQuery, { owner, name, number });
  account.add(budget);
  const isOpen = node.closedAt == null;
  const threads = isOpen ? [] : await allThreads(context, { owner, name }, node, account);
  const { points, requests, last } = account;
  return { pull: toPull(node, threads), budget: last, points, requests };
}

async function allThreads(
  context: Context,
  { owner, name }: RepositoryRef,
  { number, reviewThreads }: PullNode,
  account: Account,
): Promise<ThreadNode[]> {
  const threads = [...reviewThreads.nodes];
  for (let after = reviewThreads.nextCursor, page = 1; after !== null; page++) {
    if (page === limits.maxPages) throw tooManyPages("reviewThreads");
    const where = { owner, name, number, after };
    const more = await query(context, threadsAnswer, moreThreadsQuery, where);
    account.add(more.budget);
    threads.push(...more.nodes);
    after = more.nextCursor;
  }
  for (const thread of threads) {
    for (let after = thread.comments.nextCursor, page = 1; after !== null; page++) {
      if (page === limits.maxPages) throw tooManyPages("comments");
      const where = { threadId: thread.id, after };
      const more = await query(context, commentsAnswer, moreCommentsQuery, where);
      account.add(more.budget);
      thread.comments.nodes.push(...more.nodes);
      after = more.nextCursor;
    }
  }
  return threads;
}

function toPull(node: PullNode, threads: readonly ThreadNode[]): PastPullRequest {
  return {
    number: node.number,
    title: node.title,
    body: node.body,
    author: personOf(node.author),
    baseSha: node.baseRefOid,
    headSha: node.headRefOid,
    mergeSha: node.mergeCommit?.oid ?? null,
    createdAt: node.createdAt,
    closedAt: node.closedAt ?? null,
    mergedAt: node.mergedAt ?? null,
    comments: threads.flatMap(commentsOf),
  };
}

/** A comment on a whole file has no lines; it is none of these. */
function commentsOf(thread: ThreadNode): PastComment[] {
  const root = thread.comments.nodes[0]?.fullDatabaseId ?? null;
  return thread.comments.nodes.flatMap((node) => {
    const place = placeOf(node);
    if (place === null || hiddenFor.has(node.minimizedReason?.toLowerCase() ?? "")) return [];
    return [
      {
        id: node.fullDatabaseId,
        replyToId: node.fullDatabaseId === root ? null : root,
        author: personOf(node.author),
        authorAssociation: node.authorAssociation,
        body: node.body,
        path: node.path,
        side: thread.diffSide,
        ...place,
        hunk: node.diffHunk,
        isResolved: thread.isResolved,
        createdAt: node.createdAt,
      },
    ];
  });
}

/**
 * Where it was written. The lines of today are those of another commit, and none once they are
 * outdated; they are good only where the first ones are gone.
 */
function placeOf(node: CommentNode): Pick<PastComment, "startLine" | "line" | "commitSha"> | null {
  if (node.originalLine != null) {
    const startLine = node.originalStartLine ?? node.originalLine;
    return {
      startLine: Math.min(startLine, node.originalLine),
      line: node.originalLine,
      commitSha: node.originalCommit?.oid ?? null,
    };
  }
  if (node.line == null) return null;
  return {
    startLine: Math.min(node.startLine ?? node.line, node.line),
    line: node.line,
    commitSha: node.commit?.oid ?? null,
  };
}

/** Apps are told from people by GitHub; accounts that are run by machines by what they are called. */
function personOf(actor: Actor): PastComment["author"] {
  // GitHub shows a deleted account as the user `ghost`.
  if (actor == null) return { login: "ghost", isBot: false };
  const isApp = actor.__typename === "Bot";
  // GraphQL leaves the `[bot]` of an App's login out, REST does not.
  const login = isApp && !actor.login.endsWith("[bot]") ? `${actor.login}[bot]` : actor.login;
  return { login, isBot: isApp || /(^|[-_])bot$|\[bot\]$/i.test(login) };
}
