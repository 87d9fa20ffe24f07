import { percent, type Share } from "@devflow/statistics";
import type { PairedDifference, PairedMeasure } from "../compare-sides.ts";
import { type Agreements, isClean, type SideMeasures } from "../measure-side.ts";
import type { BacktestRun, Place, Replay } from "../model.ts";

/** Text that all forms of the report share. */

export const pairedWords: Record<PairedMeasure, string> = {
  found: "places found that people or fixes name",
  alone: "comments at no such place",
  comments: "comments",
  false_alarms: "comments on clean changes",
};

/** Below it chance is an unlikely reason for a difference, by the usual convention. */
const unlikely = 0.05;

/** What a paired difference says, in one sentence. */
export function verdictOf({ what, perChange, test, isMoreBetter }: PairedDifference): string {
  if (test.pairs === 0) return `Both have the same number of ${pairedWords[what]} everywhere.`;
  if (test.p >= unlikely) {
    return `No difference in ${pairedWords[what]} that could not be chance (p = ${pOf(test.p)}).`;
  }
  const isMore = perChange.value > 0;
  const judged =
    isMoreBetter === null ? "" : isMore === isMoreBetter ? ": B is better" : ": A is better";
  return `B has ${isMore ? "more" : "fewer"} ${pairedWords[what]}${judged} (p = ${pOf(test.p)}).`;
}

export function pOf(p: number): string {
  return p < 0.001 ? "< 0.001" : p.toFixed(3);
}

export function range({ startLine, line }: Pick<Place, "startLine" | "line">): string {
  return startLine === line ? `${line}` : `${startLine}-${line}`;
}

/** `1.25 (0.80 to 1.75)`; a dash where there is nothing to count. */
function numberWithInterval({ value, low, high }: Share): string {
  if (!Number.isFinite(value)) return "-";
  return `${value.toFixed(2)} (${low.toFixed(2)} to ${high.toFixed(2)})`;
}

/** `3 of 10: 30.0 % (10.8-60.3)` */
export function rate(hits: number, cases: number, share: Share): string {
  return cases === 0 ? "none to count" : `${hits} of ${cases}: ${percent(share)}`;
}

export function byChance({ precisionByChance: chance }: Agreements): string {
  return Number.isFinite(chance) ? `${(100 * chance).toFixed(1)} %` : "-";
}

/** The rows of the table of measures: what, and a cell a side. */
export function measureRows(run: BacktestRun, sides: readonly SideMeasures[]): string[][] {
  const row = (what: string, cell: (side: SideMeasures) => string) => [what, ...sides.map(cell)];
  const against = (whom: string, of: (side: SideMeasures) => Agreements) => [
    row(`${whom} found`, (side) => rate(of(side).found, of(side).truths, of(side).recall)),
    row(`comments that agree with ${whom}`, (side) =>
      rate(of(side).right, of(side).comments, of(side).precision),
    ),
    row("… on lines drawn by chance", (side) => byChance(of(side))),
  ];
  return [
    row("pull requests with comments", (side) =>
      rate(Math.round(side.spokenTo.value * side.changes) || 0, side.changes, side.spokenTo),
    ),
    row("comments per pull request", (side) => numberWithInterval(side.commentsPerChange)),
    row("silent on clean pull requests", (side) =>
      rate(side.silentOnClean, side.clean, side.silence),
    ),
    ...(run.knowsPeople ? against("people's comments", ({ human }) => human) : []),
    ...against("later fixes", ({ fix }) => fix),
    row("median time of a review", (side) => `${(side.medianMs / 1_000).toFixed(2)} s`),
    ...(sides.some(({ tokens }) => tokens > 0)
      ? [row("tokens", (side) => side.tokens.toLocaleString("en"))]
      : []),
    ...(sides.some(({ expertFailures }) => expertFailures > 0)
      ? [row("expert did not read all", (side) => `${side.expertFailures}`)]
      : []),
  ];
}

/** What is known today of a change, in some words. */
export function fateOf(replay: Replay): string {
  const { humans, humansOnLaterCode, fixes, revertedBy } = replay;
  const parts = [
    revertedBy.length > 0
      ? `taken back after ${plural(revertedBy[0]?.daysLater ?? 0, "day", "days")}`
      : "",
    humans === null || humans.length === 0
      ? ""
      : plural(humans.length, "comment of people", "comments of people"),
    humansOnLaterCode === 0 ? "" : `${humansOnLaterCode} on later code`,
    fixes === null ? "fixes not known yet" : "",
    fixes === null || fixes.length === 0
      ? ""
      : `fixed later at ${plural(fixes.length, "place", "places")}`,
    isClean(replay) ? "clean" : "",
  ];
  return parts.filter((part) => part !== "").join(", ");
}

/** Which state of the pull requests was reviewed. */
export function replayedAs({ knowsPeople }: BacktestRun): string {
  return knowsPeople
    ? "reviewed again as they were when people first wrote about them, the others as they were merged"
    : "reviewed again as they were merged";
}

/** `1 place`, `2 places` */
export function plural(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** How the numbers came about and where they are weak, as sentences. */
export function caveats({ settings, knowsPeople, sides }: BacktestRun): string[] {
  return [
    `A comment and a place are the same if they are in one file and at most ${plural(settings.near, "line", "lines")} apart. That says nothing of what they say: a comment may stand at the right line for the wrong reason.`,
    `A later fix is a commit within ${settings.days} days that calls itself one, or closes an issue, and changes lines that the pull request added. Mistakes that nobody fixed, or fixed elsewhere, or whose fix says nothing of it, are not known; some such commits put no mistake right. Lines that were only moved or reformatted, tests, and fixes of more than 20 files do not count.`,
    "So a comment that agrees with nothing may still be right, and precision is a lower bound. The row below it says what comments on lines drawn by chance would come to.",
    knowsPeople
      ? "People's comments are those after which their lines changed. What is replayed is the commit that the first of them was written on; those on later code are counted, and not expected to be found."
      : "What people wrote in reviews is not known here: `devflow backfill` reads it, and --repo compares with it. What is reviewed is what was merged: mistakes that the reviews of that time had put right are not in it.",
    "Clean is a pull request of which neither is known and whose days are over. Those that are younger are replayed, and count for nothing that needs later fixes.",
    "Rules, checks and prompts are today's, and they may have been written with this history in view. A model may have seen the repository, fixes included, in its training. Files, settings and the index are those of the base; comments of the team and dismissals are left out.",
    "Intervals are of 95 %: Wilson's for rates, which count comments of one pull request as independent; percentile bootstrap over pull requests for means and differences.",
    ...(sides.length > 1
      ? [
          "Sides are compared within pull requests: p is of a two-sided sign flip test over them, not corrected for the number of rows.",
        ]
      : []),
  ];
}
