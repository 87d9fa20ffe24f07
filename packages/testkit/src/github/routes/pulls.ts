import { readCommits } from "../git/read-commit.ts";
import { readDiffText } from "../git/read-diff.ts";
import type { Call, Routes } from "../http/call.ts";
import { page } from "../http/paginate.ts";
import { HttpError, ok, type Reply } from "../http/reply.ts";
import type { Pull } from "../model.ts";
import { pullCommits, pullFiles, pullMergeBase } from "../pull-diff.ts";
import { serializeCommit } from "../serialize/commit.ts";
import { serializeFiles } from "../serialize/diff-entry.ts";
import { serializePull, serializePullSimple } from "../serialize/pull.ts";
import { pullOf, repositoryOf } from "./lookups.ts";

const diffType = /application\/vnd\.github(\.v3)?\.diff/;
/** Commits that `GET …/commits` lists in all. */
const maximumCommits = 250;

function isListed(call: Call, pull: Pull): boolean {
  const { query } = call;
  const state = query.get("state") ?? "open";
  const head = query.get("head");
  const label = `${pull.head.repository.owner.login}:${pull.head.ref}`;
  return (
    (state === "all" || pull.state === state) &&
    (head === null || head === label) &&
    (query.get("base") ?? pull.base.ref) === pull.base.ref
  );
}

function compare(call: Call): (a: Pull, b: Pull) => number {
  const isByUpdate = call.query.get("sort") === "updated";
  const direction = call.query.get("direction") ?? (call.query.has("sort") ? "asc" : "desc");
  const sign = direction === "asc" ? 1 : -1;
  return (a, b) => {
    const byTime = isByUpdate ? Date.parse(a.updatedAt) - Date.parse(b.updatedAt) : 0;
    return sign * (byTime || a.number - b.number);
  };
}

/** The `.diff` form; 406 past GitHub's limits, which sends the client to the files. */
async function diff(call: Call, pull: Pull): Promise<Reply> {
  const { limits } = call.state;
  const tooLarge = (what: string, limit: number) =>
    new HttpError(406, `Sorry, the diff exceeded the maximum number of ${what} (${limit}).`, {
      errors: [{ resource: "PullRequest", field: "diff", code: "too_large" }],
    });
  if (pull.counts.changedFiles > limits.diffFiles) throw tooLarge("files", limits.diffFiles);
  const base = await pullMergeBase(pull);
  const text = await readDiffText(pull.repository.gitDirectory, base, pull.head.sha);
  if (text.split("\n").length > limits.totalPatchLines) {
    throw tooLarge("lines", limits.totalPatchLines);
  }
  return ok(Buffer.from(text), { "content-type": "application/vnd.github.diff; charset=utf-8" });
}

export const pullRoutes = {
  "GET /repos/{owner}/{repo}/pulls": (call) => {
    const pulls = [...repositoryOf(call).pulls.values()];
    const listed = pulls.filter((pull) => isListed(call, pull)).sort(compare(call));
    const { items, headers } = page(call, listed);
    return ok(
      items.map((pull) => serializePullSimple(call.state, pull)),
      headers,
    );
  },

  "GET /repos/{owner}/{repo}/pulls/{pull_number}": (call) => {
    const pull = pullOf(call);
    return diffType.test(call.accept) ? diff(call, pull) : ok(serializePull(call.state, pull));
  },

  "GET /repos/{owner}/{repo}/pulls/{pull_number}/files": async (call) => {
    const { state } = call;
    const pull = pullOf(call);
    const files = (await pullFiles(pull)).slice(0, state.limits.pullFiles);
    const all = serializeFiles(state, pull.repository, pull.head.sha, files);
    const { items, headers } = page(call, all);
    return ok(items, headers);
  },

  "GET /repos/{owner}/{repo}/pulls/{pull_number}/commits": async (call) => {
    const pull = pullOf(call);
    const shas = (await pullCommits(pull)).slice(0, maximumCommits);
    const { items, headers } = page(call, shas);
    const commits = await readCommits(pull.repository.gitDirectory, items);
    return ok(
      commits.map((commit) => serializeCommit(call.state, pull.repository, commit)),
      headers,
    );
  },
} satisfies Routes;
