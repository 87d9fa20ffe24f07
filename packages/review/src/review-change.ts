import type { RuleSet } from "@devflow/syntax";
import { gatherContext } from "./context/gather-context.ts";
import { tokenBudgetOf } from "./context/token-budget.ts";
import { Counts } from "./counts.ts";
import { draftStatically } from "./draft/draft-statically.ts";
import { draftWithExpert } from "./draft/draft-with-expert.ts";
import { ExpertSession } from "./expert-session.ts";
import { priorFilter } from "./filter/prior.ts";
import type { Change, History, ReviewPolicy, ReviewPorts, ReviewResult } from "./model.ts";
import { collectReading } from "./scope/collect-reading.ts";
import { cacheFileTexts } from "./scope/file-texts.ts";
import { selectFiles } from "./scope/select-files.ts";
import { excerptsOf } from "./settle/excerpts.ts";
import { settleFindings } from "./settle/settle-findings.ts";
import { Stopwatch } from "./stopwatch.ts";
import { countRepeats } from "./verify/count-repeats.ts";
import { verifyCandidates } from "./verify/verify-candidates.ts";

export interface ReviewRequest {
  change: Change;
  policy: ReviewPolicy;
  history: History;
  rules: RuleSet;
}

/**
 * The review of one change: scope, context, draft, verify, settle. What it gives is rendered by
 * the functions in `render/`. Raises whatever `ports.signal` was aborted with; an expert that
 * fails is part of the result, not an error.
 */
export async function reviewChange(
  request: ReviewRequest,
  ports: ReviewPorts,
): Promise<ReviewResult> {
  const { change, policy, history, rules } = request;
  const { signal, onProgress } = ports;
  const counts = new Counts();
  const watch = new Stopwatch();
  const session = ports.expert === null ? null : new ExpertSession(ports.expert);
  const texts = cacheFileTexts(ports.readFile);
  const progress = (stage: string) => (done: number, total: number) =>
    onProgress?.({ stage, done, total });

  const scope = await selectFiles(change, policy, texts);
  const gathered =
    session === null
      ? { groups: [], leftOut: [] }
      : await gatherContext(
          scope.files.filter(({ path }) => !history.filesReadByExpert?.has(path)),
          change.files,
          texts,
          ports,
          await tokenBudgetOf(change, policy, session.expert),
        );
  watch.lap("context");

  const fromRules = await draftStatically(scope.files, texts, rules, policy, signal);
  const { groups } = gathered;
  const fromExpert =
    session === null
      ? { candidates: [], leftOut: [] }
      : await draftWithExpert({
          change,
          groups,
          policy,
          session,
          counts,
          signal,
          onProgress: progress("draft"),
        });
  watch.lap("draft");

  const verified = await verifyCandidates({
    candidates: [...fromRules.candidates, ...fromExpert.candidates],
    files: scope.files,
    texts,
    policy,
    readFile: ports.readFile,
    index: ports.index,
    filter: ports.filter ?? priorFilter,
    counts,
    contextOf: (path) => groups.find((group) => group.file.path === path)?.context ?? [],
    session,
    signal,
    onProgress: progress("verify"),
  });
  const settled = settleFindings(verified.findings, history, policy);
  const { findings } = settled;
  countRepeats(settled.held, counts);
  watch.lap("verify");

  return {
    baseSha: change.baseSha,
    headSha: change.headSha,
    expert: session?.outcome() ?? { state: "not_configured" },
    ...collectReading(scope, session === null ? fromRules : fromExpert, gathered, verified),
    findings,
    excerpts: await excerptsOf(findings, scope.files),
    held: [...fromRules.held, ...verified.held, ...settled.held],
    traces: {},
    remarkChanges: [],
    readKeys: [],
    counts: counts.toRecord(),
    timingsMs: { ...watch.laps(), total: watch.total() },
    tokens: session?.tokens ?? { prompt: 0, completion: 0 },
  };
}
