import { GraphQLError } from "graphql";

export interface PageArguments {
  first?: number | null;
  last?: number | null;
  after?: string | null;
  before?: string | null;
}

/** GitHub's connections: 1 to 100 nodes, `first` or `last` is required, cursors are opaque. */
export function connection<T>(page: PageArguments, all: readonly T[]) {
  const size = page.first ?? page.last;
  if (size == null) {
    throw new GraphQLError("You must provide a `first` or `last` value to properly paginate.");
  }
  if (size < 1 || size > 100) throw new GraphQLError("Requesting too many or too few records.");
  const from = page.after == null ? 0 : indexOf(page.after) + 1;
  const to = page.before == null ? all.length : indexOf(page.before);
  const start = page.first == null ? Math.max(from, to - size) : from;
  const end = page.first == null ? to : Math.min(to, from + size);
  const nodes = all.slice(start, end);
  return {
    nodes,
    totalCount: all.length,
    pageInfo: {
      hasNextPage: end < all.length,
      hasPreviousPage: start > 0,
      startCursor: nodes.length === 0 ? null : cursor(start),
      endCursor: nodes.length === 0 ? null : cursor(end - 1),
    },
  };
}

function cursor(index: number): string {
  return Buffer.from(`cursor:${index}`).toString("base64");
}

function indexOf(text: string): number {
  const [, digits] = /^cursor:(\d+)$/.exec(Buffer.from(text, "base64").toString("utf8")) ?? [];
  if (digits === undefined) throw new GraphQLError(`\`${text}\` does not appear to be a cursor.`);
  return Number(digits);
}
