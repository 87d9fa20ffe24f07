import { z } from "zod";
import { type Context, ownAuthor } from "./context.ts";
import { mutate, query } from "./graphql.ts";
import { limits } from "./limits.ts";
import type { RepositoryRef, ReviewThread } from "./model.ts";
import { tooManyPages } from "./pages.ts";

// GitHub tells of threads, and resolves them, over GraphQL only.

const threadsQuery = `
  query Threads($owner: String!, $name: String!, $number: Int!, $after: String) {
    repository(owner: $owner, name: $name) {
      pullRequest(number: $number) {
        reviewThreads(first: 100, after: $after) {
          pageInfo { hasNextPage endCursor }
          nodes {
            id
            path
            isResolved
            isOutdated
            resolvedBy { login }
            comments(first: 1) { nodes { fullDatabaseId } }
          }
        }
      }
    }
  }`;

const resolveMutation = `
  mutation Resolve($threadId: ID!) {
    resolveReviewThread(input: { threadId: $threadId }) { thread { id } }
  }`;

const unresolveMutation = `
  mutation Unresolve($threadId: ID!) {
    unresolveReviewThread(input: { threadId: $threadId }) { thread { id } }
  }`;

const threadSchema = z.object({
  id: z.string(),
  path: z.string().catch(""),
  isResolved: z.boolean(),
  isOutdated: z.boolean().catch(false),
  resolvedBy: z.object({ login: z.string() }).nullish(),
  comments: z
    .object({
      nodes: z.array(z.object({ fullDatabaseId: z.coerce.number().nullish() }).nullable()),
    })
    .catch({ nodes: [] }),
});

const pageSchema = z.object({
  pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullish() }),
  nodes: z
    .array(z.unknown())
    .nullish()
    .transform((nodes) => (nodes ?? []).flatMap(knownThreads)),
});

const threadsAnswer = z
  .object({
    data: z.object({
      repository: z.object({ pullRequest: z.object({ reviewThreads: pageSchema }) }),
    }),
  })
  .transform(({ data }) => data.repository.pullRequest.reviewThreads);

type Thread = z.output<typeof threadSchema>;

/** A node that is null, or unlike all that we know, is none of ours. */
function knownThreads(node: unknown): Thread[] {
  const parsed = threadSchema.safeParse(node);
  return parsed.success ? [parsed.data] : [];
}

export async function listThreads(
  context: Context,
  repository: RepositoryRef,
  number: number,
): Promise<ReviewThread[]> {
  const isOwn = await ownAuthor(context);
  const { slug } = await context.identity();
  const threads: ReviewThread[] = [];
  let after: string | null = null;
  for (let page = 1; ; page++) {
    const where = { owner: repository.owner, name: repository.name, number, after };
    const answer: z.output<typeof threadsAnswer> = await query(
      context,
      threadsAnswer,
      threadsQuery,
      where,
    );
    const { nodes, pageInfo } = answer;
    // GraphQL leaves the `[bot]` of an App's login out in some places.
    const isSelf = (login: string) => isOwn(login) || login.toLowerCase() === slug.toLowerCase();
    threads.push(...nodes.map((node) => toThread(node, isSelf)));
    after = pageInfo.endCursor ?? null;
    if (!pageInfo.hasNextPage || after === null) return threads;
    if (page === limits.maxPages) throw tooManyPages("reviewThreads");
  }
}

export async function resolveThread(context: Context, threadId: string): Promise<void> {
  await mutate(context, resolveMutation, { threadId });
}

export async function unresolveThread(context: Context, threadId: string): Promise<void> {
  await mutate(context, unresolveMutation, { threadId });
}

function toThread(node: Thread, isSelf: (login: string) => boolean): ReviewThread {
  const login = node.resolvedBy?.login;
  return {
    id: node.id,
    path: node.path,
    isResolved: node.isResolved,
    isOutdated: node.isOutdated,
    resolvedBy: login === undefined ? null : { login, isSelf: isSelf(login) },
    firstCommentId: node.comments.nodes[0]?.fullDatabaseId ?? null,
  };
}
