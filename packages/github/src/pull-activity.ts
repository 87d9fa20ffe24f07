import { z } from "zod";
import { type Context, ownAuthor } from "./context.ts";
import { query } from "./graphql.ts";
import { limits } from "./limits.ts";
import type { ActivityThread, PullActivity, RepositoryRef } from "./model.ts";
import { tooManyPages } from "./pages.ts";

/**
 * GitHub tells of resolved threads over GraphQL only, and of reactions by no webhook. One question
 * a page of 50 threads asks for both, with replies and commits; it costs about 3 of the 5,000 points
 * of an hour. Replies and reactions beyond the first 50 of a thread are not read.
 */
const activityQuery = `
  query Activity($owner: String!, $name: String!, $number: Int!, $after: String) {
    repository(owner: $owner, name: $name) {
      pullRequest(number: $number) {
        state
        author { __typename login }
        closedAt
        mergedAt
        headRefOid
        commits(last: 100) { nodes { commit { oid committedDate } } }
        reviewThreads(first: 50, after: $after) {
          pageInfo { hasNextPage endCursor }
          nodes {
            id
            isResolved
            resolvedBy { login }
            opening: comments(first: 1) {
              nodes {
                fullDatabaseId
                author { __typename login }
                reactions(first: 50) { nodes { databaseId content createdAt user { login } } }
              }
            }
            replies: comments(first: 50) {
              nodes { fullDatabaseId body createdAt updatedAt author { __typename login } }
            }
          }
        }
      }
    }
  }`;

const actor = z.object({ __typename: z.string(), login: z.string() }).nullish();

/** Nodes that are null, or unlike all that we know, are left out. */
function nodes<S extends z.ZodType>(node: S) {
  return z.object({
    nodes: z
      .array(z.unknown())
      .nullish()
      .transform((all) =>
        (all ?? []).flatMap((each) => {
          const parsed = node.safeParse(each);
          return parsed.success ? [parsed.data] : [];
        }),
      ),
  });
}

const reactionSchema = z.object({
  databaseId: z.number(),
  content: z.string(),
  createdAt: z.coerce.date(),
  user: z.object({ login: z.string() }).nullish(),
});

/** A text of digits: comments are numbered beyond what GraphQL's Int holds, where `databaseId` is null. */
const commentId = z.coerce.number().int().positive();

const threadSchema = z.object({
  id: z.string(),
  isResolved: z.boolean(),
  resolvedBy: z.object({ login: z.string() }).nullish(),
  opening: nodes(
    z.object({ fullDatabaseId: commentId, author: actor, reactions: nodes(reactionSchema) }),
  ),
  replies: nodes(
    z.object({
      fullDatabaseId: commentId,
      body: z.string(),
      createdAt: z.coerce.date(),
      updatedAt: z.coerce.date(),
      author: actor,
    }),
  ),
});

type Thread = z.output<typeof threadSchema>;

const pullSchema = z.object({
  state: z.enum(["OPEN", "MERGED", "CLOSED"]),
  author: actor,
  closedAt: z.coerce.date().nullable(),
  mergedAt: z.coerce.date().nullable(),
  headRefOid: z.string(),
  commits: nodes(
    z.object({ commit: z.object({ oid: z.string(), committedDate: z.coerce.date() }) }),
  ),
  reviewThreads: nodes(threadSchema).extend({
    pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullish() }),
  }),
});

const answerSchema = z
  .object({ data: z.object({ repository: z.object({ pullRequest: pullSchema }) }) })
  .transform(({ data }) => data.repository.pullRequest);

export async function readPullActivity(
  context: Context,
  repository: RepositoryRef,
  number: number,
): Promise<PullActivity> {
  const isOwn = await ownAuthor(context);
  const { slug } = await context.identity();
  // GraphQL leaves the `[bot]` of an App's login out in some places.
  const isSelf = (login: string) => isOwn(login) || login.toLowerCase() === slug.toLowerCase();
  const threads: ActivityThread[] = [];
  let after: string | null = null;
  for (let page = 1; ; page++) {
    const where = { owner: repository.owner, name: repository.name, number, after };
    const pull: z.output<typeof pullSchema> = await query(
      context,
      answerSchema,
      activityQuery,
      where,
    );
    threads.push(...pull.reviewThreads.nodes.flatMap((thread) => ownThread(thread, isSelf)));
    const { hasNextPage, endCursor } = pull.reviewThreads.pageInfo;
    after = endCursor ?? null;
    if (!hasNextPage || after === null) return toActivity(pull, threads);
    if (page === limits.maxPages) throw tooManyPages("reviewThreads");
  }
}

function toActivity(pull: z.output<typeof pullSchema>, threads: ActivityThread[]): PullActivity {
  return {
    state: stateOf[pull.state],
    author: pull.author?.login ?? null,
    endedAt: pull.mergedAt ?? pull.closedAt,
    mergedAt: pull.mergedAt,
    headSha: pull.headRefOid,
    commits: pull.commits.nodes.map(({ commit }) => ({
      sha: commit.oid,
      committedAt: commit.committedDate,
    })),
    threads,
  };
}

const stateOf = { OPEN: "open", MERGED: "merged", CLOSED: "closed" } as const;

/** Threads that others began are none of ours, whatever was copied into them. */
function ownThread(thread: Thread, isSelf: (login: string) => boolean): ActivityThread[] {
  const [opening] = thread.opening.nodes;
  const author = opening?.author;
  if (opening === undefined || author?.__typename !== "Bot" || !isSelf(author.login)) return [];
  const { resolvedBy, replies } = thread;
  return [
    {
      id: thread.id,
      commentId: opening.fullDatabaseId,
      isResolved: thread.isResolved,
      resolvedBy:
        resolvedBy == null ? null : { login: resolvedBy.login, isSelf: isSelf(resolvedBy.login) },
      reactions: opening.reactions.nodes.flatMap(({ databaseId, content, createdAt, user }) =>
        user == null ? [] : [{ id: databaseId, content, author: user.login, createdAt }],
      ),
      replies: replies.nodes.flatMap(({ fullDatabaseId, author: by, ...reply }) =>
        fullDatabaseId === opening.fullDatabaseId || by == null || by.__typename !== "User"
          ? []
          : [{ id: fullDatabaseId, author: by.login, ...reply }],
      ),
    },
  ];
}
