import type { RuleSet } from "@devflow/syntax";
import { type GroupWithContext, gatherContext } from "./context/gather-context.ts";
import { tokenBudgetOf } from "./context/token-budget.ts";
import { Counts } from "./counts.ts";
import { type Calls, callsOf } from "./draft/calls/calls.ts";
import { draftStatically, type StaticDraft } from "./draft/draft-statically.ts";
import { draftWithExpert } from "./draft/draft-with-expert.ts";
import { collectFacts } from "./draft/facts/collect-facts.ts";
import { noteInstructions } from "./draft/instructions/note-instructions.ts";
import { ExpertSession } from "./expert-session.ts";
import { priorFilter } from "./filter/prior.ts";
import type {
  Candidate,
  Change,
  ExpertOutcome,
  Held,
  History,
  LeftOut,
  ReviewPolicy,
  ReviewPorts,
  ReviewResult,
} from "./model.ts";
import { ReviewBounds, type ReviewCost } from "./review-bounds.ts";
import { collectReading } from "./scope/collect-reading.ts";
import { cacheFileTexts, type FileTexts } from "./scope/file-texts.ts";
import { harmlessIndex, mayGoAlong, usualSecretFiles } from "./scope/may-go-along.ts";
import { ReadKeys } from "./scope/read-keys.ts";
import { type Scope, selectFiles } from "./scope/select-files.ts";
import { excerptsOf } from "./settle/excerpts.ts";
import { pathsWithUnsaid } from "./settle/settle-findings.ts";
import { settleReview } from "./settle/settle-review.ts";
import { Stopwatch } from "./stopwatch.ts";
import { countRepeats } from "./verify/count-repeats.ts";
import { verifyCandidates } from "./verify/verify-candidates.ts";

export interface ReviewRequest {
  change: Change;
  policy: ReviewPolicy;
  history: History;
  rules: RuleSet;
  /** Default: ten minutes and two million tokens. */
  cost?: Partial<ReviewCost>;
  /** What the result says of the expert where there is none to ask. Default: none is configured. */
  withoutExpert?: ExpertOutcome;
}

/**
 * The review of one change: scope, context, draft, verify, settle. What it gives is rendered by
 * the functions in `render/`. Raises whatever `ports.signal` was aborted with; an expert that
 * fails is part of the result, not an error.
 */
export async function reviewChange(
  request: ReviewRequest,
  given: ReviewPorts,
): Promise<ReviewResult> {
  const { isSecretFile = usualSecretFiles } = given;
  const index = given.index && harmlessIndex(given.index, mayGoAlong(isSecretFile));
  const ports = { ...given, index };
  const { change, policy, history, rules } = request;
  const { signal } = ports;
  const counts = new Counts();
  const watch = new Stopwatch();
  const bounds = new ReviewBounds(request.cost);
  const session = ports.expert === null ? null : new ExpertSession(ports.expert, bounds);
  const texts = cacheFileTexts(ports.readFile);

  noteInstructions(change, counts);
  const scope = await selectFiles(change, policy, texts, isSecretFile);
  const calls = callsOf({ texts, changedFiles: change.files, ...ports });
  const fromRules = await draftStatically(scope, {
    ...{ texts, rules, policy, bounds, changedFiles: change.files, index, calls, signal },
  });
  watch.lap("draft");
  const readKeys = new ReadKeys(scope.files, history.readKeys ?? new Map());
  const { groups, gathered, fromExpert } = await draftByExpert(session, {
    ...{ request, ports, scope, texts, calls, fromRules, readKeys, counts, watch, bounds },
  });

  const verified = await verifyCandidates({
    candidates: [...fromRules.candidates, ...fromExpert.candidates],
    files: [...scope.files, ...scope.onlyScanned],
    ...{ texts, policy, index, counts, session, signal },
    readFile: ports.readFile,
    filter: ports.filter ?? priorFilter,
    contextOf: (candidate) => groupOf(candidate, groups)?.context ?? [],
    onProgress: progressOf(ports, "verify"),
  });
  const settled = await settleReview({
    ...{ change, scope, texts, history, policy, readKeys, session, signal },
    isExpertAway: request.withoutExpert?.state === "over_limit",
    ...{ findings: verified.findings, hits: fromRules.candidates },
    notScanned: [...fromRules.leftOut, ...fromRules.missed],
  });
  const { findings } = settled;
  const unsettled = pathsToDraftAgain(verified.leftOut, settled.held);
  countRepeats(settled.held, counts);
  watch.lap("verify");

  return {
    baseSha: change.baseSha,
    headSha: change.headSha,
    expert: session?.outcome() ?? request.withoutExpert ?? { state: "not_configured" },
    ...collectReading(
      scope,
      { leftOut: fromRules.missed },
      ...[session === null ? fromRules : fromExpert, gathered, verified],
    ),
    findings,
    excerpts: await excerptsOf(findings, [...scope.files, ...scope.onlyScanned], isSecretFile),
    held: [...fromRules.held, ...fromExpert.held, ...verified.held, ...settled.held],
    traces: settled.traces,
    remarkChanges: settled.remarkChanges,
    readKeys: readKeys.newKeys(fromExpert.read.filter(({ file }) => !unsettled.has(file.path))),
    drafts: fromExpert.drafts,
    counts: counts.toRecord(),
    timingsMs: { ...watch.laps(), total: watch.total() },
    tokens: session?.tokens ?? { prompt: 0, completion: 0 },
  };
}

/** Of what nobody could look at a second time, or what found no room: the next head's. */
function pathsToDraftAgain(notVerified: readonly LeftOut[], held: readonly Held[]): Set<string> {
  return new Set(notVerified.map(({ path }) => path)).union(pathsWithUnsaid(held));
}

interface ExpertStages {
  request: ReviewRequest;
  ports: ReviewPorts;
  scope: Scope;
  texts: FileTexts;
  calls: Calls | null;
  fromRules: StaticDraft;
  readKeys: ReadKeys;
  counts: Counts;
  watch: Stopwatch;
  bounds: ReviewBounds;
}

/** Context and drafts by the expert; nothing of both without one. */
async function draftByExpert(session: ExpertSession | null, stages: ExpertStages) {
  const { request, ports, scope, texts, calls, fromRules, readKeys, counts, watch, bounds } =
    stages;
  const { change, policy } = request;
  const { signal, index } = ports;
  if (session === null) {
    const nothing = { candidates: [], held: [], leftOut: [], read: [], drafts: [] };
    return { groups: [], gathered: { leftOut: [] }, fromExpert: nothing };
  }
  const gathered = await gatherContext({
    ...{ change, files: scope.files, texts, policy, ports },
    isTimeUp: bounds.beginGathering(),
    budget: await tokenBudgetOf(change, policy, session.expert),
    isRead: (part) => readKeys.isRead(part),
    factsOf: (files) =>
      collectFacts({ files, changedFiles: change.files, texts, index, calls, fromRules, signal }),
  });
  watch.lap("context");
  const { groups } = gathered;
  const fromExpert = await draftWithExpert({
    ...{ change, groups, policy, session, counts, signal },
    fromRules: fromRules.candidates,
    onProgress: progressOf(ports, "draft"),
  });
  watch.lap("draft");
  return { groups, gathered, fromExpert };
}

/** The group of hunks that the candidate was drafted from; else one of its file. */
function groupOf(
  { path, hunkIndex, seenLines }: Candidate,
  groups: readonly GroupWithContext[],
): GroupWithContext | undefined {
  const ofFile = groups.filter(({ file }) => file.path === path);
  const own = ofFile.find(({ parts, file }) =>
    parts.some((part) => {
      if (part.hunkIndex !== hunkIndex) return false;
      const first = file.hunks[hunkIndex]?.lines[seenLines?.from ?? 0];
      return first !== undefined && part.lines.includes(first);
    }),
  );
  return own ?? ofFile[0];
}

function progressOf({ onProgress }: ReviewPorts, stage: string) {
  return (done: number, total: number) => onProgress?.({ stage, done, total });
}
