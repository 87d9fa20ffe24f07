import type { Agreements } from "../measure-side.ts";
import type { BacktestRun } from "../model.ts";
import { summariseRun } from "./summarise-run.ts";

/** The JSON of `devflow backtest --json`: its shape is a contract. NaN is null there. */
export function toDocument(run: BacktestRun) {
  const { sides, paired, byDistance } = summariseRun(run);
  return {
    repository: run.repository,
    tip: run.tip,
    version: run.version,
    settings: run.settings,
    pull_requests: run.pulls,
    chosen: run.chosen,
    replayed: run.replays.length,
    is_stopped: run.isStopped,
    duration_ms: run.durationMs,
    sides: sides.map((measures, index) => ({
      name: run.sides[index],
      comments: measures.comments,
      comments_per_pull_request: measures.commentsPerChange,
      pull_requests_with_comments: measures.spokenTo,
      clean: measures.clean,
      silent_on_clean: measures.silentOnClean,
      silence: measures.silence,
      human: run.knowsPeople ? agreements(measures.human) : null,
      fix: agreements(measures.fix),
      any: agreements(measures.any),
      expert_failures: measures.expertFailures,
      median_ms: measures.medianMs,
      tokens: measures.tokens,
    })),
    paired: paired.map(({ perChange, isMoreBetter, ...difference }) => ({
      ...difference,
      per_pull_request: perChange,
      is_more_better: isMoreBetter,
    })),
    found_by_distance: byDistance,
    replays: run.replays,
    not_replayed: run.notReplayed,
  };
}

function agreements({ truths, found, recall, comments, right, precision, ...rest }: Agreements) {
  const by_chance = rest.precisionByChance;
  return { truths, found, recall, comments, right, precision, precision_by_chance: by_chance };
}
