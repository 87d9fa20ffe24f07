import { z } from "zod";

// What we read of GitHub's answers about past pull requests.

const pageInfo = z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullish() });

/** A connection whose nodes may be null, or unlike all that we know: those are left out. */
function connectionOf<S extends z.ZodType>(node: S) {
  return z
    .object({ pageInfo, nodes: z.array(z.unknown()).nullish() })
    .transform(({ pageInfo: { hasNextPage, endCursor }, nodes }) => ({
      nextCursor: hasNextPage ? (endCursor ?? null) : null,
      nodes: (nodes ?? []).flatMap((each) => {
        const parsed = node.safeParse(each);
        return parsed.success ? [parsed.data] : [];
      }),
    }));
}

const actor = z.object({ __typename: z.string().catch("User"), login: z.string() }).nullish();
const commit = z.object({ oid: z.string() }).nullish();
const lineNumber = z.number().int().positive().nullish();

const commentSchema = z.object({
  fullDatabaseId: z.coerce.number().int().positive(),
  body: z.string(),
  path: z.string(),
  author: actor,
  authorAssociation: z.string().catch("NONE"),
  createdAt: z.coerce.date(),
  diffHunk: z.string().catch(""),
  line: lineNumber,
  startLine: lineNumber,
  originalLine: lineNumber,
  originalStartLine: lineNumber,
  commit,
  originalCommit: commit,
  minimizedReason: z.string().nullish(),
});

const threadSchema = z.object({
  id: z.string(),
  diffSide: z.enum(["LEFT", "RIGHT"]).catch("RIGHT"),
  isResolved: z.boolean().catch(false),
  comments: connectionOf(commentSchema),
});

const pullSchema = z.object({
  number: z.number(),
  title: z.string(),
  body: z.string().catch(""),
  author: actor,
  baseRefOid: z.string(),
  headRefOid: z.string(),
  mergeCommit: commit,
  createdAt: z.coerce.date(),
  closedAt: z.coerce.date().nullish(),
  mergedAt: z.coerce.date().nullish(),
  reviewThreads: connectionOf(threadSchema),
});

/** GitHub Enterprise Server can be told to count nothing; then there is no budget. */
export const budgetSchema = z
  .object({
    cost: z.number(),
    limit: z.number(),
    remaining: z.number(),
    resetAt: z.coerce.date(),
  })
  .nullish()
  .transform((budget) => budget ?? null);

export const pullsAnswer = z
  .object({
    data: z.object({
      rateLimit: budgetSchema,
      repository: z.object({
        pullRequests: z.intersection(
          z.object({ totalCount: z.number().catch(0) }),
          connectionOf(pullSchema),
        ),
      }),
    }),
  })
  .transform(({ data }) => ({ budget: data.rateLimit, ...data.repository.pullRequests }));

export const pullAnswer = z
  .object({
    data: z.object({
      rateLimit: budgetSchema,
      repository: z.object({ pullRequest: pullSchema }),
    }),
  })
  .transform(({ data }) => ({ budget: data.rateLimit, node: data.repository.pullRequest }));

export const threadsAnswer = z
  .object({
    data: z.object({
      rateLimit: budgetSchema,
      repository: z.object({
        pullRequest: z.object({ reviewThreads: connectionOf(threadSchema) }),
      }),
    }),
  })
  .transform(({ data }) => ({
    budget: data.rateLimit,
    ...data.repository.pullRequest.reviewThreads,
  }));

export const commentsAnswer = z
  .object({
    data: z.object({
      rateLimit: budgetSchema,
      node: z.object({ comments: connectionOf(commentSchema) }),
    }),
  })
  .transform(({ data }) => ({ budget: data.rateLimit, ...data.node.comments }));

export type PullNode = z.output<typeof pullSchema>;
export type ThreadNode = z.output<typeof threadSchema>;
export type CommentNode = z.output<typeof commentSchema>;
export type Actor = z.output<typeof actor>;
