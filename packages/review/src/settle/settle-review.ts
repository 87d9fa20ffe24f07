import type { FileDiff } from "@devflow/diff";
import { findSecrets } from "../draft/find-secrets.ts";
import type { ExpertSession } from "../expert-session.ts";
import { type FilesWithRemarks, isOfScan, readChangeLines } from "../memory/change-lines.ts";
import { mayBeDismissedByLikeness } from "../memory/dismissed-before.ts";
import { recall } from "../memory/recall.ts";
import { remarkTerms } from "../memory/remark-terms.ts";
import { lookAgain } from "../memory/still-stands.ts";
import { traceOf } from "../memory/trace-of.ts";
import type {
  Candidate,
  Change,
  Finding,
  History,
  LeftOut,
  RemarkChange,
  ReviewPolicy,
  Trace,
} from "../model.ts";
import { textAt } from "../scope/diff-lines-at.ts";
import type { FileTexts } from "../scope/file-texts.ts";
import type { ReadKeys } from "../scope/read-keys.ts";
import type { Scope } from "../scope/select-files.ts";
import { type Settled, settleFindings } from "./settle-findings.ts";

export interface ReviewToSettle {
  change: Change;
  scope: Scope;
  texts: FileTexts;
  /** What verifying left of the candidates. */
  findings: readonly Finding[];
  /** What rules and the secret scan hit, also what verifying dropped. */
  hits: readonly Candidate[];
  /** Files that rules and the secret scan did not see whole. */
  notScanned: readonly LeftOut[];
  history: History;
  policy: ReviewPolicy;
  readKeys: ReadKeys;
  session: ExpertSession | null;
  /** There is an expert, which this review may not ask. */
  isExpertAway: boolean;
  signal: AbortSignal | undefined;
}

export interface SettledReview extends Settled {
  /** Of each finding to say, by its fingerprint. */
  traces: Record<string, Trace>;
  remarkChanges: RemarkChange[];
}

/** Stage 5: what was said before is remembered, and of the rest it is decided what to say. */
export async function settleReview(input: ReviewToSettle): Promise<SettledReview> {
  const { scope, texts, findings, history, policy, readKeys } = input;
  const files = new Map(scope.files.map((file) => [file.path, file]));
  const lines = await readChangeLines(filesWithRemarks(input), texts);
  const missed = new Set(
    input.notScanned.flatMap(({ path, kind }) => (kind === "missed" ? [path] : [])),
  );
  const recalled = await recall({
    remarks: history.remarks ?? [],
    findings,
    lines,
    hits: input.hits,
    isScanned: (path) => !missed.has(path),
    isSwitchedOff: (source, path) =>
      source.startsWith("rule:") &&
      policy.forPath(path).disabledRules.has(source.slice("rule:".length)),
    stillStands: lookAgain(files, input),
  });
  const readAt = (finding: Finding) => {
    const file = files.get(finding.path);
    const isOwnReading = finding.source === "expert" && file !== undefined;
    return isOwnReading ? readKeys.readAt(file, finding) : null;
  };
  const { said, remarkChanges } = recalled;
  const terms = await termsOfAll(findings, files, input);
  const settled = settleFindings({ findings, terms, history, said, readAt, policy });
  const traces: Record<string, Trace> = {};
  for (const finding of settled.findings) {
    const trace = traceOf(lines.of(finding.path, finding.side), finding);
    const own = await termsOf(finding, files.get(finding.path));
    traces[finding.fingerprint] = { ...trace, terms: own };
  }
  return { ...settled, traces, remarkChanges };
}

/** Only of those that a dismissal may silence by likeness: rules hit ten thousand lines. */
async function termsOfAll(
  findings: readonly Finding[],
  files: ReadonlyMap<string, FileDiff>,
  { history: { dismissals = [] } }: ReviewToSettle,
): Promise<Map<Finding, string[]>> {
  const terms = new Map<Finding, string[]>();
  for (const finding of findings) {
    if (!mayBeDismissedByLikeness(finding, dismissals)) continue;
    terms.set(finding, await termsOf(finding, files.get(finding.path)));
  }
  return terms;
}

/** Where remarks are looked for, and what of the change nobody has seen. */
function filesWithRemarks({ change, scope, findings, history }: ReviewToSettle): FilesWithRemarks {
  const { files, leftOut } = scope;
  const deleted = change.files.filter(({ status }) => status === "deleted");
  const unseen = new Set(leftOut.map(({ path }) => path));
  // A remark there may still have the name from before.
  const formerNames = change.files.flatMap(({ path, previousPath, status }) =>
    status === "renamed" && previousPath !== null && unseen.has(path) ? [previousPath] : [],
  );
  for (const path of formerNames) unseen.add(path);
  for (const { path } of deleted) unseen.delete(path);
  const listed = new Set(change.files.map(({ path }) => path));
  const ofScans = [...findings, ...(history.remarks ?? [])].filter(({ source }) =>
    isOfScan(source),
  );
  const named = new Set(ofScans.map(({ path }) => path));
  return {
    files,
    onlyScanned: scope.onlyScanned.filter(
      ({ path, previousPath }) => named.has(path) || named.has(previousPath ?? path),
    ),
    isUnseen: (path) => unseen.has(path) || (change.isPartial === true && !listed.has(path)),
  };
}

/** No terms of code that holds a credential: they would be its parts. */
async function termsOf(finding: Finding, file: FileDiff | undefined): Promise<string[]> {
  const code = file === undefined ? "" : textAt(file, finding);
  const isSecret = finding.source.startsWith("secret:") || (await findSecrets(code)).length > 0;
  return remarkTerms(finding.title, isSecret ? "" : code);
}
