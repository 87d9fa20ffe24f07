import type { Share } from "@devflow/statistics";
import type { PairedDifference } from "../../compare-sides.ts";
import { matchComments, truthsOf } from "../../match.ts";
import type { BacktestRun } from "../../model.ts";
import { pairedWords, pOf } from "../words.ts";
import { type Html, html, nothing } from "./html.ts";

const sideColours = ["var(--a)", "var(--b)"];
const width = 980;
/** Where the scale begins and ends; labels are left of it, values right. */
const scale = { from: 310, to: 770 };

export interface RateRow {
  label: string;
  /** One a side. */
  sides: { share: Share; words: string }[];
  /** What chance alone would give, 0..1. */
  chance: number | null;
}

/** Rates as dots with their intervals, a row each, and a mark for what chance would give. */
export function rateChart(rows: readonly RateRow[]): Html {
  const rowHeight = 24 + 22 * Math.max(1, rows[0]?.sides.length ?? 1);
  const height = rows.length * rowHeight + 30;
  const x = (value: number) => scale.from + value * (scale.to - scale.from);
  const grid = [0, 0.25, 0.5, 0.75, 1].map(
    (value) =>
      html`<line x1="${x(value)}" x2="${x(value)}" y1="4" y2="${height - 26}" stroke="var(--line)"/><text class="soft" x="${x(value)}" y="${height - 8}" text-anchor="middle">${value * 100} %</text>`,
  );
  const drawn = rows.map(({ label, sides, chance }, row) => {
    const top = row * rowHeight + 10;
    const middle = top + rowHeight / 2 - 10;
    const mark =
      chance === null || !Number.isFinite(chance)
        ? nothing
        : html`<line x1="${x(chance)}" x2="${x(chance)}" y1="${top - 2}" y2="${top + rowHeight - 18}" stroke="var(--warn)" stroke-width="2" stroke-dasharray="3 3"/>`;
    const dots = sides.map(({ share, words }, side) => {
      const y = middle + (side - (sides.length - 1) / 2) * 22;
      const text = html`<text class="soft" x="${scale.to + 20}" y="${y + 4}">${words}</text>`;
      if (!Number.isFinite(share.value)) return text;
      const colour = sideColours[side] ?? "";
      return html`<line x1="${x(share.low)}" x2="${x(share.high)}" y1="${y}" y2="${y}" stroke="${colour}" stroke-width="6" stroke-linecap="round" opacity=".28"/><circle cx="${x(share.value)}" cy="${y}" r="6" fill="${colour}"/>${text}`;
    });
    return html`<text x="0" y="${middle + 4}">${label}</text>${mark}${dots}`;
  });
  return html`<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="Rates with intervals">${grid}${drawn}</svg>`;
}

/** Differences per pull request, with 0 in the middle. */
export function differenceChart(paired: readonly PairedDifference[]): Html {
  const ends = paired.flatMap(({ perChange }) => [perChange.low, perChange.high, perChange.value]);
  const most = Math.max(0.1, ...ends.filter(Number.isFinite).map(Math.abs));
  const x = (value: number) => scale.from + ((value / most + 1) / 2) * (scale.to - scale.from);
  const height = paired.length * 36 + 34;
  const rows = paired.map(({ what, perChange, test }, row) => {
    const y = row * 36 + 22;
    const isClear = test.p < 0.05;
    const colour = isClear ? (perChange.value > 0 ? "var(--b)" : "var(--a)") : "var(--alone)";
    const value = `${perChange.value > 0 ? "+" : ""}${perChange.value.toFixed(2)}, p ${test.p < 0.001 ? "" : "= "}${pOf(test.p)}`;
    return html`<text x="0" y="${y + 4}">${pairedWords[what]}</text><line x1="${x(perChange.low)}" x2="${x(perChange.high)}" y1="${y}" y2="${y}" stroke="${colour}" stroke-width="6" stroke-linecap="round" opacity=".35"/><circle cx="${x(perChange.value)}" cy="${y}" r="6" fill="${colour}"/><text class="soft" x="${scale.to + 20}" y="${y + 4}">${value}</text>`;
  });
  return html`<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="Differences per pull request"><line x1="${x(0)}" x2="${x(0)}" y1="4" y2="${height - 26}" stroke="var(--soft)"/><text class="soft" x="${x(0)}" y="${height - 8}" text-anchor="middle">0</text><text class="soft" x="${scale.from}" y="${height - 8}">A has more</text><text class="soft" x="${scale.to}" y="${height - 8}" text-anchor="end">B has more</text>${rows}</svg>`;
}

/** A column a pull request, oldest first: comments up, what is known of it as a mark below. */
export function timeline(run: BacktestRun): Html {
  const replays = run.replays.toReversed();
  const counts = replays.map((replay) => countsOf(replay, run));
  const most = Math.max(1, ...counts.flat().map(({ right, alone }) => right + alone));
  const room = (width - 20) / Math.max(1, replays.length);
  const [top, plot] = [8, 110];
  const unit = Math.min(22, plot / most);
  const sides = run.sides.length;
  const bar = Math.max(1, Math.min(16, (room * 0.72) / sides));
  const columns = replays.map((replay, index) => {
    const left = 10 + index * room + (room - bar * sides) / 2;
    const bars = (counts[index] ?? []).map(({ right, alone }, side) => {
      const at = left + side * bar;
      const base = top + plot;
      const quiet =
        right + alone === 0
          ? html`<rect x="${at}" y="${base - 1.5}" width="${bar - 1}" height="1.5" fill="${sideColours[side] ?? ""}" opacity=".6"/>`
          : nothing;
      return html`${quiet}<rect x="${at}" y="${base - right * unit}" width="${bar - 1}" height="${right * unit}" fill="var(--good)"/><rect x="${at}" y="${base - (right + alone) * unit}" width="${bar - 1}" height="${alone * unit}" fill="${sides > 1 ? (sideColours[side] ?? "") : "var(--alone)"}" opacity=".75"/>`;
    });
    const truths = truthsOf(replay, "any")?.length ?? 0;
    const isKnown = truths > 0 || replay.revertedBy.length > 0;
    const mark = isKnown
      ? html`<circle cx="${10 + index * room + room / 2}" cy="${top + plot + 14}" r="${Math.max(2, Math.min(5, room / 3))}" fill="var(--warn)"/>`
      : nothing;
    return html`<g><title>${replay.change.name} ${replay.change.title}</title>${bars}${mark}</g>`;
  });
  const first = replays[0]?.change.landedAt.slice(0, 10) ?? "";
  const last = replays.at(-1)?.change.landedAt.slice(0, 10) ?? "";
  const bottom = top + plot + 42;
  return html`<svg viewBox="0 0 ${width} ${bottom + 6}" role="img" aria-label="Comments per pull request over time"><line x1="10" x2="${width - 10}" y1="${top + plot + 0.5}" y2="${top + plot + 0.5}" stroke="var(--line)"/>${columns}<text class="soft" x="10" y="${bottom}">${first}</text><text class="soft" x="${width - 10}" y="${bottom}" text-anchor="end">${last}</text></svg>`;
}

function countsOf(replay: BacktestRun["replays"][number], { settings }: BacktestRun) {
  const truths = truthsOf(replay, "any") ?? [];
  return replay.reviews.map(({ comments }) => {
    const { alone } = matchComments(comments, truths, settings.near);
    return { right: comments.length - alone.length, alone: alone.length };
  });
}
