/** One house rule: only the owners may import what matches. */
export interface ImportRule {
  /** Why, in the words that are shown when it is broken. */
  reason: string;
  /** The files that the rule is about, as paths from the root. */
  files: RegExp;
  /** Files of those that may. */
  owners: RegExp;
  /** What is imported: a package or module name as written, or a path from the root. */
  target: RegExp;
}

const product = /^(apps|packages)\/[^/]+\/src\//;
const everything = /^(apps|packages|scripts|bench|test)\//;
const tests = "/test/|^test/|^packages/testkit/|^bench/|^scripts/";

const only = (owners: string, target: RegExp, reason: string): ImportRule => ({
  reason,
  files: everything,
  owners: new RegExp(`^(${owners})/|${tests}`),
  target,
});

/** The import rules of ARCHITECTURE.md. */
export const importRules: ImportRule[] = [
  only(
    "packages/github",
    /^(@octokit\/(?!webhooks)|octokit$)/,
    "only packages/github speaks octokit",
  ),
  only("apps/bot", /^(probot|@octokit\/webhooks)/, "only apps/bot receives webhooks"),
  only("packages/dataset", /^@(aws-sdk|smithy)\//, "only packages/dataset speaks to buckets"),
  only("packages/expert", /^openai/, "only packages/expert asks models"),
  only("packages/queue", /^(bullmq|ioredis)/, "only packages/queue knows BullMQ"),
  only(
    "packages/database",
    /^(pg|pgvector|@electric-sql)(\/|$)/,
    "only packages/database knows the engines",
  ),
  only(
    "packages/git|packages/training",
    /^(node:child_process|execa)$/,
    "only packages/git and packages/training start processes",
  ),
  only("apps/gateway", /^(fastify|@fastify\/)/, "only apps/gateway serves editors"),
  only("packages/identity", /^(openid-client|jose)/, "only packages/identity signs people in"),
  only("apps/vscode", /^vscode$/, "only apps/vscode runs in an editor"),
  {
    reason: "apps do not import apps; only the command line puts them into one process",
    files: /^apps\/(?!cli\/)/,
    owners: /$^/,
    target: /^@devflow\/(bot|worker|indexer|gateway|vscode|cli)$/,
  },
  {
    reason: "packages do not import apps",
    files: /^packages\//,
    owners: /$^/,
    target: /^@devflow\/(bot|worker|indexer|gateway|vscode|cli)$/,
  },
  {
    reason: "the review pipeline knows nothing of GitHub, queues, databases or HTTP",
    files: /^packages\/review\/src\//,
    owners: /$^/,
    target:
      /^@devflow\/(github|queue|database|engines|git)(\/|$)|^node:(http|https|net|tls)$|^undici$/,
  },
  {
    reason: "the product does not import the testkit",
    files: product,
    owners: /^packages\/testkit\//,
    target: /^@devflow\/testkit/,
  },
];
