import {
  type FollowedFiles,
  followLines,
  type HumanRemark,
  type PastChange,
} from "@devflow/backtest";
import { UsageError } from "@devflow/errors";
import type { LocalRepository, MainlineCommit } from "@devflow/git";
import {
  type HumanComment,
  type PastPullWithComments,
  readPastPulls,
} from "@devflow/indexer/backfill";
import { loadCliSettings } from "../local/cli-settings.ts";
import { repositoryByName } from "../local/repository-by-name.ts";
import { withLocalDatabase } from "../local/with-local-index.ts";
import { type ChoiceOptions, isInRange, poolSize } from "./choose-changes.ts";
import { whyUnreadable } from "./why-unreadable.ts";

export interface PastPull {
  change: PastChange;
  /** People's comments that led to a change, oldest first. */
  remarks: HumanComment[];
}

/**
 * The newest merged pull requests that the database knows, newest first, with what people said. The
 * database is closed again: the embedded one is held by one process. Raises UsageError when there is none.
 */
export async function readPulls(
  name: string,
  options: ChoiceOptions & { data?: string },
  mainline: readonly MainlineCommit[],
): Promise<PastPull[]> {
  const landings = new Map(mainline.map((commit) => [commit.sha, commit]));
  const settings = loadCliSettings(options.data === undefined ? {} : { data: options.data });
  const pulls = await withLocalDatabase(settings, async (database) => {
    const repositoryId = await repositoryByName(database, name);
    const newest: PastPull[] = [];
    if (repositoryId === undefined) return newest;
    for await (const row of readPastPulls(database, repositoryId, { onlyMerged: true })) {
      const pull = toPull(row, landings);
      if (pull === null || !isInRange(new Date(pull.change.landedAt), options)) continue;
      newest.push(pull);
      // Numbers rise with time, nearly: twice as many are kept before they are put in order.
      if (newest.length > 2 * poolSize(options)) newest.splice(0, poolSize(options));
    }
    return newest;
  });
  if (pulls.length > 0) return pulls.sort(byLandingNewestFirst);
  throw new UsageError(
    `the database knows no merged pull request of ${name}${options.since || options.until ? " in this time" : ""}`,
    "`devflow backfill` reads them from GitHub. Without --repo, later fixes are what is compared with.",
  );
}

function byLandingNewestFirst(one: PastPull, other: PastPull): number {
  return other.change.landedAt.localeCompare(one.change.landedAt);
}

/**
 * What is reviewed is what people saw when they first said something that led to a change: at the
 * end of the pull request it was put right already.
 */
function toPull(
  row: PastPullWithComments,
  landings: ReadonlyMap<string, MainlineCommit>,
): PastPull | null {
  if (row.mergedAt === null || row.mergeSha === null) return null;
  const remarks = row.comments.filter(
    ({ isBot, isByPullAuthor, linesChanged, replyToId }) =>
      linesChanged === true && !isBot && !isByPullAuthor && replyToId === null,
  );
  return {
    change: {
      name: `#${row.number}`,
      title: row.title,
      author: row.author,
      // GitHub's base may have moved on, up to holding the change itself.
      baseSha: landings.get(row.mergeSha)?.parents[0] ?? row.baseSha,
      headSha: remarks[0]?.commitSha || row.headSha,
      landedSha: row.mergeSha,
      landedAt: row.mergedAt.toISOString(),
    },
    remarks,
  };
}

/** People's remarks by their lines in the reviewed head; those on later code are only counted. */
export async function placeRemarks(
  repository: LocalRepository,
  { change, remarks }: PastPull,
): Promise<{ humans: HumanRemark[]; humansOnLaterCode: number }> {
  const humans: HumanRemark[] = [];
  for (const remark of remarks) {
    const lines = await linesAtHead(repository, change.headSha, remark);
    const [startLine, line] = [lines.at(0), lines.at(-1)];
    if (startLine === undefined || line === undefined) continue;
    const { path, author, body } = remark;
    humans.push({ kind: "human", path, side: remark.side, startLine, line, author, body });
  }
  return { humans, humansOnLaterCode: remarks.length - humans.length };
}

/** The lines that the remark was on, as far as they were there in the reviewed head already. */
async function linesAtHead(
  repository: LocalRepository,
  headSha: string,
  { commitSha, path, side, startLine, line }: HumanComment,
): Promise<number[]> {
  const numbers = Array.from({ length: line - startLine + 1 }, (_, index) => startLine + index);
  if (commitSha === headSha || side === "LEFT") return numbers;
  try {
    const { files } = await repository.diff(commitSha, headSha);
    const at = numbers.map((each) => ({ headPath: path, headLine: each, line: each }));
    const followed: FollowedFiles = new Map([[path, at]]);
    followLines(followed, files);
    return (followed.get(path) ?? []).map((each) => each.line);
  } catch (thrown) {
    whyUnreadable(thrown);
    return [];
  }
}
