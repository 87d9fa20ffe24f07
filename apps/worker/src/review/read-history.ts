import { findMarkerKey, type InstallationClient } from "@devflow/github";
import type { History, Remark } from "@devflow/review";
import { readDismissals } from "@devflow/team-memory";
import type { WorkerContext } from "../context.ts";
import { readReadKeys } from "../store/read-keys.ts";
import {
  type MarkedComment,
  recoverFromComments,
  recoverFromFindings,
} from "../store/recover-remarks.ts";
import { countInlineAt, readRemarks } from "../store/remark-rows.ts";
import type { ReviewRow } from "../store/review-row.ts";
import { adoptThreadStates } from "./apply-thread-states.ts";

/**
 * What was said here before: by our rows, which are first completed by what GitHub has of us. So a
 * lost database, an older one, or a crash between posting and its record repeats nothing. What
 * people did with the threads since comes last: it may be about what was just completed.
 */
export async function readHistory(
  context: WorkerContext,
  github: InstallationClient,
  row: ReviewRow,
): Promise<History> {
  const { database } = context;
  await recoverFromFindings(database, row);
  const comments = (await github.listOwnComments(row.repository, row.pullNumber)).flatMap(
    (comment): MarkedComment[] => {
      const fingerprint = findMarkerKey("comment", comment.body);
      return fingerprint === null ? [] : [{ ...comment, fingerprint }];
    },
  );
  await recoverFromComments(database, row, comments);
  await adoptThreadStates(context, github, row);
  const byFingerprint = new Map(comments.map((comment) => [comment.fingerprint, comment]));
  const remarks = await readRemarks(database, row);
  return {
    remarks: remarks.map((remark) => placedByGitHub(remark, byFingerprint.get(remark.fingerprint))),
    dismissals: await readDismissals(database, row),
    readKeys: await readReadKeys(database, row),
    inlineAtThisHead: await countInlineAt(database, row),
  };
}

/** A recovered remark has no hashes of its lines: it stands where GitHub shows its comment now. */
function placedByGitHub(remark: Remark, comment: MarkedComment | undefined): Remark {
  if (remark.trace.lineHashes.length > 0 || comment === undefined) return remark;
  const { path, side, startLine, line } = comment;
  return { ...remark, path, side, startLine: startLine ?? 0, line: line ?? 0 };
}
