import { flaggedLinesNow, type LinesNow } from "@devflow/dataset";
import type { FileAt, InstallationClient, PullActivity, RepositoryRef } from "@devflow/github";
import type { OutcomeRemark, SaidAt } from "./outcome-pull.ts";
import { VersionReader } from "./version-reader.ts";

/** What became of the lines of a remark on its pull request; times are those of commits. */
export interface LinesFate {
  /** At the newest head. Null: it cannot be told. */
  now: "same" | "changed" | null;
  changedAt: Date | null;
  /** They were what was suggested, at the newest head or before it. */
  committedAt: Date | null;
  /** They were changed, and stand again as they were. */
  revertedAt: Date | null;
}

const unknown: LinesFate = { now: null, changedAt: null, committedAt: null, revertedAt: null };

/** Heads between the remark and the end that are looked at, the newest. */
const mostHeads = 20;

/**
 * Compares the lines of each remark, as they were where it was said, with the newest head. Only
 * contents are compared: that a commit says "Apply suggestion" proves nothing, and that it does not,
 * neither. Once the pull request has ended, the heads in between are read for what the newest does
 * not show: a change that was taken back, or a suggestion that was committed and then changed further.
 * They are known only as long as nobody forced the branch elsewhere.
 */
export async function followLines(
  github: Pick<InstallationClient, "findBlobs" | "readTexts">,
  repository: RepositoryRef,
  activity: PullActivity,
  remarks: readonly OutcomeRemark[],
): Promise<Map<number, LinesFate>> {
  const versions = new VersionReader(github, repository);
  const { headSha } = activity;
  await versions.look(
    remarks.flatMap((remark) => [...placeSaid(remark), ...placesAt(remark, headSha)]),
  );
  const followed = remarks.map((remark) => follow(remark, activity, versions));
  await versions.look(
    followed.flatMap(({ remark, between }) => between.flatMap(({ sha }) => placesAt(remark, sha))),
  );
  return new Map(followed.map(({ remark, finish }) => [remark.id, finish()]));
}

/** The version that a remark was said about, where there is something to compare. */
function placeSaid({ said }: OutcomeRemark): FileAt[] {
  if (said === null) return [];
  const commitSha = said.side === "LEFT" ? said.baseSha : said.headSha;
  return commitSha === null ? [] : [{ commitSha, path: said.path }];
}

/** The file at a later head, by its name of then and of now. */
function placesAt({ said, path }: OutcomeRemark, sha: string): FileAt[] {
  if (said === null || said.headSha === sha) return [];
  return [...new Set([said.path, path])].map((name) => ({ commitSha: sha, path: name }));
}

interface Followed {
  remark: OutcomeRemark;
  /** Heads that have to be read before it can be finished. */
  between: PullActivity["commits"];
  finish(): LinesFate;
}

function follow(remark: OutcomeRemark, activity: PullActivity, versions: VersionReader): Followed {
  const { said } = remark;
  const { headSha, commits } = activity;
  const ended = (fate: LinesFate): Followed => ({ remark, between: [], finish: () => fate });
  if (said === null) return ended(unknown);
  if (said.headSha === headSha) return ended({ ...unknown, now: "same" });
  const statusAt = comparer(remark, said, versions);
  const last = statusAt === null ? null : statusAt(headSha);
  if (statusAt === null || last === null) return ended(unknown);
  const lastAt = commits.find(({ sha }) => sha === headSha)?.committedAt ?? activity.endedAt;
  const at = lastAt ?? new Date();
  const fate: LinesFate = {
    now: last === "same" ? "same" : "changed",
    changedAt: last === "same" ? null : at,
    committedAt: last === "committed" ? at : null,
    revertedAt: null,
  };
  const mayTellMore = last === "same" || (last === "changed" && said.suggestion !== null);
  if (activity.state === "open" || !mayTellMore) return ended(fate);
  const between = headsBetween(said.headSha, activity);
  return { remark, between, finish: () => withHeadsBetween(fate, between, statusAt, at) };
}

/** Null where nothing can be compared. */
function comparer(
  remark: OutcomeRemark,
  said: SaidAt,
  versions: VersionReader,
): ((sha: string) => LinesNow | null) | null {
  const [place] = placeSaid(remark);
  const text = place === undefined ? null : versions.textAt(place);
  if (text === null) return null;
  const isRemoved = said.side === "LEFT";
  return (commitSha) => {
    const at = (path: string) => versions.textAt({ commitSha, path });
    const now = at(said.path) ?? at(remark.path);
    // Gone or moved: only the review that looked at all files knows.
    if (now === null) return remark.state === "fixed" ? "changed" : null;
    const status = flaggedLinesNow(text, now, isRemoved ? { ...said, suggestion: null } : said);
    if (!isRemoved || status === null) return status;
    // Said about lines that were removed: putting them back is the change.
    return status === "same" ? "changed" : "same";
  };
}

function headsBetween(saidSha: string, { commits, headSha }: PullActivity) {
  const from = commits.findIndex(({ sha }) => sha === saidSha);
  const to = commits.findIndex(({ sha }) => sha === headSha);
  return from === -1 || to === -1 ? [] : commits.slice(from + 1, to).slice(-mostHeads);
}

/** The newest head tells how it ended; those before it, how it came to that. */
function withHeadsBetween(
  fate: LinesFate,
  heads: PullActivity["commits"],
  statusAt: (sha: string) => LinesNow | null,
  endAt: Date,
): LinesFate {
  const steps: { at: Date; isChanged: boolean; isCommitted: boolean }[] = [];
  for (const { sha, committedAt } of heads) {
    const status = statusAt(sha);
    if (status === null) continue;
    const isChanged = status !== "same";
    steps.push({ at: committedAt, isChanged, isCommitted: status === "committed" });
  }
  const changedAt = steps.find(({ isChanged }) => isChanged)?.at ?? fate.changedAt;
  const committedAt = steps.find(({ isCommitted }) => isCommitted)?.at ?? fate.committedAt;
  const lastChange = steps.findLastIndex(({ isChanged }) => isChanged);
  const isReverted = fate.now === "same" && lastChange !== -1;
  const revertedAt = isReverted ? (steps[lastChange + 1]?.at ?? endAt) : null;
  return { now: fate.now, changedAt, committedAt, revertedAt };
}
