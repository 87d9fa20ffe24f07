import type { PastChange } from "./model.ts";

/** A commit of the default branch's own line, as packages/git reads it. */
export interface LandedCommit {
  sha: string;
  parents: readonly string[];
  author: string;
  landedAt: Date;
  subject: string;
  body: string;
}

const mergeSubject = /^Merge (?:pull request|PR) #(\d+)|\(#(\d+)\)$|^Merge branch .* \(!(\d+)\)/i;
const mergeRequest = /^See merge request (?:\S*)!(\d+)/m;

/**
 * The pull request that a commit brought: a merge's two parents, or a squashed one whose subject ends
 * with `(#12)` as GitHub writes it. Null for every other commit, or with `any` for none but the first.
 */
export function pullOfCommit(commit: LandedCommit, any: boolean): PastChange | null {
  const [base, merged, ...others] = commit.parents;
  // Octopus merges are several changes at once.
  if (base === undefined || others.length > 0) return null;
  const number = numberOf(commit);
  if (number === null && merged === undefined && !any) return null;
  return {
    name: number === null ? commit.sha.slice(0, 9) : `#${number}`,
    title: titleOf(commit),
    author: merged === undefined ? commit.author : null,
    baseSha: base,
    headSha: merged ?? commit.sha,
    landedSha: commit.sha,
    landedAt: commit.landedAt.toISOString(),
  };
}

function numberOf({ subject, body }: LandedCommit): string | null {
  const match = mergeSubject.exec(subject.trim()) ?? mergeRequest.exec(body);
  return match?.slice(1).find((number) => number !== undefined) ?? null;
}

/** As the pull request was called: of a merge the body's first line; a squashed one got its number added. */
function titleOf({ subject, body }: LandedCommit): string {
  const first = body.split("\n", 1)[0]?.trim() ?? "";
  return /^Merge /.test(subject) && first !== "" ? first : subject.replace(/\s*\(#\d+\)$/, "");
}
