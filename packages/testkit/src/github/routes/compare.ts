import { commitsBetween, mergeBase, resolveCommit } from "../git/bare-repository.ts";
import { readCommit, readCommits } from "../git/read-commit.ts";
import { param, type Routes } from "../http/call.ts";
import { page } from "../http/paginate.ts";
import { HttpError, notFound, ok } from "../http/reply.ts";
import { cachedDiff } from "../pull-diff.ts";
import { serializeCommit } from "../serialize/commit.ts";
import { serializeFiles } from "../serialize/diff-entry.ts";
import { repositoryPage, repositoryUrl } from "../serialize/repository.ts";
import { repositoryOf } from "./lookups.ts";

function statusOf(ahead: number, behind: number): string {
  if (ahead > 0 && behind > 0) return "diverged";
  if (ahead > 0) return "ahead";
  return behind > 0 ? "behind" : "identical";
}

export const compareRoutes = {
  "GET /repos/{owner}/{repo}/compare/{basehead}": async (call) => {
    const { state } = call;
    const repository = repositoryOf(call);
    const directory = repository.gitDirectory;
    const basehead = param(call, "basehead");
    const [from = "", to = ""] = basehead.split("...");
    const base = await resolveCommit(directory, from);
    const head = await resolveCommit(directory, to);
    if (base === null || head === null) throw notFound();
    const ancestor = await mergeBase(directory, base, head);
    if (ancestor === null) {
      throw new HttpError(404, `No common ancestor between ${from} and ${to}.`);
    }
    const [ahead, behind, files] = await Promise.all([
      commitsBetween(directory, base, head),
      commitsBetween(directory, head, base),
      cachedDiff(repository, ancestor, head),
    ]);
    const { items, headers } = page(call, ahead);
    const commits = await readCommits(directory, items);
    const url = `${repositoryUrl(state, repository)}/compare/${basehead}`;
    const html = `${repositoryPage(state, repository)}/compare/${basehead}`;
    const shown = files.slice(0, state.limits.diffFiles);
    return ok(
      {
        url,
        html_url: html,
        permalink_url: html,
        diff_url: `${html}.diff`,
        patch_url: `${html}.patch`,
        base_commit: serializeCommit(state, repository, await readCommit(directory, base)),
        merge_base_commit: serializeCommit(
          state,
          repository,
          await readCommit(directory, ancestor),
        ),
        status: statusOf(ahead.length, behind.length),
        ahead_by: ahead.length,
        behind_by: behind.length,
        total_commits: ahead.length,
        commits: commits.map((commit) => serializeCommit(state, repository, commit)),
        files: serializeFiles(state, repository, head, shown),
      },
      headers,
    );
  },
} satisfies Routes;
