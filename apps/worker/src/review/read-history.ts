import { findMarkerKey, type InstallationClient } from "@devflow/github";
import type { ExpertComment, History } from "@devflow/review";
import type { WorkerContext } from "../context.ts";
import { readFilesReviewed, readSaid } from "../store/read-said.ts";
import { isExpertsTurn, type ReviewRow } from "../store/review-row.ts";

/** What was said here before: by our rows, and by GitHub, which also knows after a lost database. */
export async function readHistory(
  context: WorkerContext,
  github: InstallationClient,
  row: ReviewRow,
): Promise<History> {
  const said = await readSaid(context.database, row);
  const expertSeverity = new Map(
    said.filter(({ source }) => source === "expert").map((each) => [each.fingerprint, each]),
  );
  const postedFingerprints = new Set(said.map(({ fingerprint }) => fingerprint));
  const expertComments: ExpertComment[] = [];
  for (const comment of await github.listOwnComments(row.repository, row.pullNumber)) {
    const fingerprint = findMarkerKey("comment", comment.body);
    if (fingerprint === null) continue;
    postedFingerprints.add(fingerprint);
    const severity = expertSeverity.get(fingerprint)?.severity;
    const { path, side, startLine, line } = comment;
    if (severity === undefined || line === null || startLine === null) continue;
    expertComments.push({ path, side, startLine, line, severity });
  }
  return {
    postedFingerprints,
    expertComments,
    commentsAtThisHead: said.filter(({ is_here }) => is_here).length,
    filesReadByExpert: new Set(
      isExpertsTurn(row) ? await readFilesReviewed(context.database, row.id) : [],
    ),
  };
}
