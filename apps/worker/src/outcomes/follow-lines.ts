import { flaggedLinesNow, type LinesNow } from "@devflow/dataset";
import { decodeUtf8 } from "@devflow/diff";
import type { InstallationClient, PullActivity, RepositoryRef } from "@devflow/github";
import type { OutcomeRemark, SaidAt } from "./outcome-pull.ts";

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

/** Larger files are data. */
const maxFileBytes = 1_000_000;

/** Heads between the remark and the end that are looked at, the newest. Each costs a few requests. */
const mostHeads = 20;

type Read = (sha: string, path: string) => Promise<string | null>;

/**
 * Compares the lines of each remark, as they were where it was said, with the newest head. Only
 * contents are compared: that a commit says "Apply suggestion" proves nothing, and that it does not,
 * neither. Once the pull request has ended, the heads in between are read for what the newest does
 * not show: a change that was taken back, or a suggestion that was committed and then changed further.
 * They are known only as long as nobody forced the branch elsewhere.
 */
export async function followLines(
  github: InstallationClient,
  repository: RepositoryRef,
  activity: PullActivity,
  remarks: readonly OutcomeRemark[],
): Promise<Map<number, LinesFate>> {
  const read = reader(github, repository);
  const fates = new Map<number, LinesFate>();
  for (const remark of remarks) fates.set(remark.id, await fateOf(remark, activity, read));
  return fates;
}

/** Several remarks are about one file: each version is read once. */
function reader(github: InstallationClient, repository: RepositoryRef): Read {
  const known = new Map<string, Promise<string | null>>();
  const load = async (sha: string, path: string) => {
    const content = await github.readFile(repository, sha, path, maxFileBytes);
    return content === null ? null : decodeUtf8(content);
  };
  return (sha, path) => {
    const key = `${sha} ${path}`;
    const text = known.get(key) ?? load(sha, path);
    known.set(key, text);
    return text;
  };
}

async function fateOf(
  remark: OutcomeRemark,
  activity: PullActivity,
  read: Read,
): Promise<LinesFate> {
  const { said } = remark;
  if (said === null) return unknown;
  const { headSha, commits } = activity;
  if (said.headSha === headSha) return { ...unknown, now: "same" };
  const statusAt = await comparer(remark, said, read);
  const last = statusAt === null ? null : await statusAt(headSha);
  if (statusAt === null || last === null) return unknown;
  const lastAt = commits.find(({ sha }) => sha === headSha)?.committedAt ?? activity.endedAt;
  const at = lastAt ?? new Date();
  const fate: LinesFate = {
    now: last === "same" ? "same" : "changed",
    changedAt: last === "same" ? null : at,
    committedAt: last === "committed" ? at : null,
    revertedAt: null,
  };
  const mayTellMore = last === "same" || (last === "changed" && said.suggestion !== null);
  if (activity.state === "open" || !mayTellMore) return fate;
  return await withHeadsBetween(fate, headsBetween(said.headSha, activity), statusAt, at);
}

/** Null where nothing can be compared. */
async function comparer(
  remark: OutcomeRemark,
  said: SaidAt,
  read: Read,
): Promise<((sha: string) => Promise<LinesNow | null>) | null> {
  const isRemoved = said.side === "LEFT";
  const sha = isRemoved ? said.baseSha : said.headSha;
  const text = sha === null ? null : await read(sha, said.path);
  if (text === null) return null;
  return async (sha) => {
    const now = (await read(sha, said.path)) ?? (await read(sha, remark.path));
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
async function withHeadsBetween(
  fate: LinesFate,
  heads: PullActivity["commits"],
  statusAt: (sha: string) => Promise<LinesNow | null>,
  endAt: Date,
): Promise<LinesFate> {
  const steps: { at: Date; isChanged: boolean; isCommitted: boolean }[] = [];
  for (const { sha, committedAt } of heads) {
    const status = await statusAt(sha);
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
