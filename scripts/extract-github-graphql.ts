/**
 * Cuts GitHub's public GraphQL schema down to what the fake GitHub serves.
 *
 * To refresh (the schema is 1.5 MB, so its package is no dependency):
 *
 *   mkdir /tmp/graphql && npm install --prefix /tmp/graphql @octokit/graphql-schema
 *   npx node scripts/extract-github-graphql.ts \
 *     /tmp/graphql/node_modules/@octokit/graphql-schema/schema.graphql
 *
 * Kept are the listed types with the listed fields, arguments and all, and whatever they refer to
 * that has no fields of its own (scalars, enums). Inputs and payloads are kept whole.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { type DefinitionNode, parse, print, visit } from "graphql";

const target = new URL("../packages/testkit/src/generated/github.graphql", import.meta.url);

/** Fields by type; `*` is all of them. */
const wanted: Record<string, readonly string[]> = {
  Query: ["id", "node", "rateLimit", "repository"],
  Mutation: ["resolveReviewThread", "unresolveReviewThread"],
  Node: ["*"],
  RateLimit: ["*"],
  Repository: ["id", "name", "object", "pullRequest", "pullRequests"],
  GitObject: ["id", "oid"],
  Blob: ["byteSize", "id", "isBinary", "isTruncated", "oid", "text"],
  Commit: ["committedDate", "id", "oid"],
  IssueOrder: ["*"],
  PullRequestConnection: ["nodes", "pageInfo", "totalCount"],
  PullRequest: [
    "author",
    "baseRefOid",
    "body",
    "closedAt",
    "commits",
    "createdAt",
    "headRefOid",
    "id",
    "mergeCommit",
    "mergedAt",
    "number",
    "reviewThreads",
    "state",
    "title",
    "updatedAt",
  ],
  PullRequestCommitConnection: ["nodes", "pageInfo", "totalCount"],
  PullRequestCommit: ["commit", "id"],
  PullRequestReviewThreadConnection: ["nodes", "pageInfo", "totalCount"],
  PullRequestReviewThread: [
    "comments",
    "diffSide",
    "id",
    "isOutdated",
    "isResolved",
    "line",
    "originalLine",
    "originalStartLine",
    "path",
    "resolvedBy",
    "startDiffSide",
    "startLine",
    "subjectType",
  ],
  PullRequestReviewCommentConnection: ["nodes", "pageInfo", "totalCount"],
  PullRequestReviewComment: [
    "author",
    "authorAssociation",
    "body",
    "commit",
    "createdAt",
    "databaseId",
    "diffHunk",
    "fullDatabaseId",
    "id",
    "isMinimized",
    "line",
    "minimizedReason",
    "originalCommit",
    "originalLine",
    "originalStartLine",
    "outdated",
    "path",
    "reactions",
    "replyTo",
    "startLine",
    "updatedAt",
  ],
  ReactionConnection: ["nodes", "pageInfo", "totalCount"],
  Reaction: ["content", "createdAt", "databaseId", "id", "user"],
  ReactionOrder: ["*"],
  PageInfo: ["*"],
  Actor: ["login"],
  User: ["id", "login"],
  Bot: ["id", "login"],
  ResolveReviewThreadInput: ["*"],
  ResolveReviewThreadPayload: ["*"],
  UnresolveReviewThreadInput: ["*"],
  UnresolveReviewThreadPayload: ["*"],
};

const source = process.argv[2];
if (source === undefined) throw new Error("usage: extract-github-graphql.ts schema.graphql");

function isWanted(node: DefinitionNode): boolean {
  return "name" in node && node.name !== undefined && node.name.value in wanted;
}

const document = visit(parse(readFileSync(source, "utf8"), { noLocation: true }), {
  StringValue: (_node, key) => (key === "description" ? null : undefined),
  Directive: () => null,
  enter(node) {
    if (node.kind !== "ObjectTypeDefinition" && node.kind !== "InterfaceTypeDefinition") return;
    const fields = wanted[node.name.value];
    if (fields === undefined) return;
    const isKept = (name: string) => fields.includes("*") || fields.includes(name);
    return {
      ...node,
      interfaces: node.interfaces?.filter(({ name }) => name.value in wanted) ?? [],
      fields: node.fields?.filter(({ name }) => isKept(name.value)) ?? [],
    };
  },
});

const kept = document.definitions.filter(isWanted);
const named = new Set<string>();
for (const definition of kept) {
  visit(definition, { NamedType: (node) => void named.add(node.name.value) });
}
const leaves = document.definitions.filter(
  (node) =>
    (node.kind === "ScalarTypeDefinition" || node.kind === "EnumTypeDefinition") &&
    named.has(node.name.value),
);
const definitions = [...leaves, ...kept];
const text = `# Cut from GitHub's public schema by scripts/extract-github-graphql.ts.\n\n${print({ ...document, definitions })}\n`;
writeFileSync(target, text);
console.log(`${target.pathname}: ${definitions.length} definitions, ${text.length} bytes`);
