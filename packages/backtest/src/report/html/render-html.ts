import type { Share } from "@devflow/statistics";
import { truthsOf } from "../../match.ts";
import type { Agreements, SideMeasures } from "../../measure-side.ts";
import type { BacktestRun, Replay } from "../../model.ts";
import { sideName } from "../render-text.ts";
import { type RunSummary, summariseRun } from "../summarise-run.ts";
import { caveats, measureRows, pairedWords, plural, pOf, replayedAs, verdictOf } from "../words.ts";
import { differenceChart, type RateRow, rateChart, timeline } from "./charts.ts";
import { Html, html, nothing } from "./html.ts";
import { pullCard } from "./pull-card.ts";
import { styles } from "./styles.ts";

/** Cards beyond make a page that browsers are slow with; all are in the Markdown and the JSON. */
const mostCards = 300;

/** The report as one HTML file: no scripts, nothing from the network, all foreign text escaped. */
export function renderHtml(run: BacktestRun): string {
  const summary = summariseRun(run);
  const page = html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="referrer" content="no-referrer"><title>Backtest of ${run.repository}</title><style>${new Html(styles)}</style></head>
<body><main>${[header(run), cards(run, summary), rates(run, summary), comparison(summary), overTime(run), pulls(run), notReplayed(summary), reading(run)]}</main></body></html>
`;
  return page.text;
}

function header(run: BacktestRun): Html {
  const { repository, version, tip, settings, sides, replays, pulls, isStopped } = run;
  const names =
    sides.length > 1
      ? sides.map(
          (name, side) =>
            html`<span class="small"><span class="key side-${"ab"[side] ?? ""}"></span>${sideName(name, side)}</span>&ensp; `,
        )
      : [html`<span class="small">${sides[0] ?? ""}</span>`];
  const since = settings.since === null ? "" : ` since ${settings.since}`;
  const until = settings.until === null ? "" : ` until ${settings.until}`;
  return html`<h1>What DevFlow would have said about ${repository}</h1>
<p class="soft">${replays.length} of ${pulls} merged pull requests${since}${until}, ${replayedAs(run)}${isStopped ? ", until the run was stopped" : ""}.
DevFlow ${version}, history up to <span class="mono">${tip.slice(0, 9)}</span>, seed ${settings.seed}.</p><p>${names}</p>`;
}

function cards(run: BacktestRun, { sides }: RunSummary): Html {
  const [first, second] = sides;
  if (first === undefined) return nothing;
  const both = (value: (side: SideMeasures) => string) =>
    second === undefined ? value(first) : `${value(first)} / ${value(second)}`;
  const card = (big: string, what: string, of: string) =>
    html`<div class="card"><div class="big${second === undefined ? "" : " two"}">${big}</div><div class="what">${what}</div><div class="of">${of}</div></div>`;
  const whole = ({ value }: Share) =>
    Number.isFinite(value) ? `${Math.round(100 * value)} %` : "–";
  const mean = ({ value }: Share) => (Number.isFinite(value) ? value.toFixed(1) : "–");
  return html`<div class="cards">${[
    card(`${run.replays.length}`, "pull requests replayed", `${first.clean} of them clean`),
    card(
      both(({ commentsPerChange }) => mean(commentsPerChange)),
      "comments per pull request",
      both(({ comments }) => `${comments} in all`),
    ),
    card(
      both(({ silence }) => whole(silence)),
      "silent on clean ones",
      both(({ silentOnClean, clean }) => `${silentOnClean} of ${clean}`),
    ),
    run.knowsPeople
      ? card(
          both(({ human }) => whole(human.recall)),
          "of people's comments found",
          both(({ human }) => `${human.found} of ${human.truths}`),
        )
      : card(
          both(({ fix }) => whole(fix.recall)),
          "of later fixes found",
          both(({ fix }) => `${fix.found} of ${fix.truths}`),
        ),
  ]}</div>`;
}

function rates(run: BacktestRun, { sides, byDistance }: RunSummary): Html {
  const row = (
    label: string,
    of: (side: SideMeasures) => { share: Share; hits: number; cases: number },
  ): RateRow => ({
    label,
    chance: null,
    sides: sides.map((side) => {
      const { share, hits, cases } = of(side);
      const words =
        cases === 0 ? "none to count" : `${Math.round(100 * share.value)} %, ${hits} of ${cases}`;
      return { share, words };
    }),
  });
  const against = (whom: string, of: (side: SideMeasures) => Agreements): RateRow[] => [
    row(`${whom} that were found`, (side) => ({
      share: of(side).recall,
      hits: of(side).found,
      cases: of(side).truths,
    })),
    {
      ...row(`comments that agree with ${whom}`, (side) => ({
        share: of(side).precision,
        hits: of(side).right,
        cases: of(side).comments,
      })),
      chance: sides.length === 1 && sides[0] !== undefined ? of(sides[0]).precisionByChance : null,
    },
  ];
  const rows = [
    ...(run.knowsPeople ? against("people's comments", ({ human }) => human) : []),
    ...against("later fixes", ({ fix }) => fix),
    row("clean pull requests without a comment", (side) => ({
      share: side.silence,
      hits: side.silentOnClean,
      cases: side.clean,
    })),
  ];
  const names = run.sides.length > 1 ? run.sides.map(sideName) : run.sides;
  const distances = byDistance
    .map(({ near, found, truths }) => `${plural(near, "line", "lines")}: ${found} of ${truths}`)
    .join(", ");
  return html`<h2>How it compares with what people said and fixed</h2><div class="panel">${rateChart(rows)}
<p class="small soft">Dots are rates, bars their 95 % intervals${sides.length === 1 ? "; the dashed line is what comments on lines drawn by chance would come to" : ""}. ${sides.length === 1 ? `Found, if the same place may be apart by ${distances}.` : ""}</p></div>
<h2>All numbers</h2><div class="panel">${table(["", ...names], measureRows(run, sides))}</div>`;
}

function comparison({ paired }: RunSummary): Html {
  if (paired.length === 0) return nothing;
  const rows = paired.map(({ what, a, b, perChange, test }) => [
    pairedWords[what],
    `${a}`,
    `${b}`,
    `${perChange.value.toFixed(2)} (${perChange.low.toFixed(2)} to ${perChange.high.toFixed(2)})`,
    pOf(test.p),
  ]);
  return html`<h2>A against B, pull request by pull request</h2><div class="panel">${differenceChart(paired)}${table(["", "A", "B", "B − A per pull request (95 %)", "p"], rows)}<ul class="verdicts">${paired.map((each) => html`<li>${verdictOf(each)}</li>`)}</ul></div>`;
}

function overTime(run: BacktestRun): Html {
  if (run.replays.length === 0) return nothing;
  const alone =
    run.sides.length > 1
      ? html`<span class="key side-a"></span>A, <span class="key side-b"></span>B at no known place`
      : html`<span class="key alone"></span>at no known place`;
  return html`<h2>Comments over time</h2><div class="panel">${timeline(run)}<p class="small soft"><span class="key good"></span>comments that agree with people or fixes &ensp; ${alone} &ensp; <span class="below">●</span> below: something is known that could have been found</p></div>`;
}

function pulls(run: BacktestRun): Html {
  const spoken = run.replays.filter(({ reviews }) =>
    reviews.some(({ comments }) => comments.length > 0),
  );
  const silent = run.replays.filter(
    (replay) => !spoken.includes(replay) && (truthsOf(replay, "any")?.length ?? 0) > 0,
  );
  const list = (replays: readonly Replay[], open: number) =>
    replays.slice(0, mostCards).map((replay, index) => pullCard(replay, run, index < open));
  const more =
    spoken.length > mostCards
      ? html`<p class="soft">${spoken.length - mostCards} more are in report.md.</p>`
      : nothing;
  return html`<h2>Pull requests with comments (${spoken.length})</h2>${spoken.length === 0 ? html`<p class="soft">None: DevFlow would have been silent everywhere.</p>` : list(spoken, 3)}${more}${
    silent.length === 0
      ? nothing
      : html`<h2>Silent where something was known (${silent.length})</h2>${list(silent, 0)}`
  }`;
}

function notReplayed({ notReplayed: reasons }: RunSummary): Html {
  if (reasons.length === 0) return nothing;
  const rows = reasons.map(([reason, changes]) => {
    const names = changes
      .slice(0, 12)
      .map(({ name, detail }) => (detail === null ? name : `${name} (${detail.slice(0, 120)})`));
    return [reason, `${changes.length}`, `${names.join(", ")}${changes.length > 12 ? ", …" : ""}`];
  });
  return html`<h2>Not replayed</h2><div class="panel">${table(["why", "how many", "which"], rows)}</div>`;
}

function reading(run: BacktestRun): Html {
  return html`<h2>How to read it</h2><ul class="notes small">${caveats(run).map((caveat) => html`<li>${caveat}</li>`)}</ul>`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): Html {
  return html`<table><thead><tr>${head.map((cell) => html`<th>${cell}</th>`)}</tr></thead><tbody>${rows.map((row) => html`<tr>${row.map((cell) => html`<td>${cell}</td>`)}</tr>`)}</tbody></table>`;
}
