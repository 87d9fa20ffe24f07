import { safeCode, safeInline, safeMarkdown } from "@devflow/review";
import { matchComments, truthsOf } from "../match.ts";
import type { BacktestRun, Comment, Replay, Truth } from "../model.ts";
import { sideName } from "./render-text.ts";
import { summariseRun } from "./summarise-run.ts";
import {
  caveats,
  fateOf,
  measureRows,
  pairedWords,
  pOf,
  range,
  replayedAs,
  verdictOf,
} from "./words.ts";

/** The report as Markdown. Everything of the repository and of a model is shown as inert text. */
export function renderMarkdown(run: BacktestRun): string {
  const { sides, paired, notReplayed } = summariseRun(run);
  const spoken = run.replays.filter(({ reviews }) =>
    reviews.some(({ comments }) => comments.length > 0),
  );
  const names = run.sides.length > 1 ? run.sides.map(sideName) : run.sides;
  const sections = [
    `# What DevFlow would have said about ${safeCode(run.repository)}`,
    [
      `${run.replays.length} of ${run.pulls} merged pull requests were ${replayedAs(run)}`,
      run.isStopped ? ", then the run was stopped" : "",
      `. DevFlow ${run.version}, history up to ${safeCode(run.tip.slice(0, 12))}, seed ${run.settings.seed}.`,
    ].join(""),
    table(["", ...names.map((name) => safeInline(name))], measureRows(run, sides)),
    ...(paired.length === 0
      ? []
      : [
          "## A against B",
          table(
            ["", "A", "B", "B - A per pull request (95 %)", "p"],
            paired.map(({ what, a, b, perChange, test }) => [
              pairedWords[what],
              `${a}`,
              `${b}`,
              `${perChange.value.toFixed(2)} (${perChange.low.toFixed(2)} to ${perChange.high.toFixed(2)})`,
              pOf(test.p),
            ]),
          ),
          paired.map((each) => `- ${verdictOf(each)}`).join("\n"),
        ]),
    `## Pull requests with comments (${spoken.length})`,
    ...spoken.map((replay) => pullSection(replay, run)),
    "## Not replayed",
    notReplayed.length === 0
      ? "Every pull request that was drawn was replayed."
      : notReplayed
          .map(([reason, changes]) => {
            const some = changes.slice(0, 10).map(({ name }) => safeInline(name));
            const more = changes.length > some.length ? ", …" : "";
            return `- ${changes.length} ${safeInline(reason)}: ${some.join(", ")}${more}`;
          })
          .join("\n"),
    "## How to read it",
    caveats(run)
      .map((caveat) => `- ${caveat}`)
      .join("\n"),
  ];
  return `${sections.join("\n\n")}\n`;
}

function pullSection(replay: Replay, run: BacktestRun): string {
  const { change, reviews } = replay;
  const truths = truthsOf(replay, "any") ?? [];
  const date = change.landedAt.slice(0, 10);
  const parts = reviews.flatMap(({ comments }, side) => {
    const { agreements } = matchComments(comments, truths, run.settings.near);
    const heading =
      run.sides.length > 1 ? [`**${safeInline(sideName(run.sides[side] ?? "", side))}**`] : [];
    const said = comments.map((comment) => {
      const with_ = agreements.filter((each) => each.comment === comment);
      return commentBlock(
        comment,
        with_.map(({ truth }) => truth),
      );
    });
    return [...heading, ...(said.length > 0 ? said : ["Nothing."])];
  });
  return [
    `### ${safeInline(`${change.name} ${change.title}`)}`,
    [`Merged ${date}`, fateOf(replay)].filter((part) => part !== "").join("; "),
    ...parts,
  ].join("\n\n");
}

function commentBlock(comment: Comment, truths: readonly Truth[]): string {
  const { path, severity, title, body, excerpt } = comment;
  const code = (excerpt ?? []).map(({ kind, text }) => {
    const mark = kind === "added" ? "+" : kind === "removed" ? "-" : " ";
    return `    ${mark} ${text}`;
  });
  return [
    `- ${safeCode(`${path}:${range(comment)}`)} ${safeInline(severity)}: ${safeInline(title)}`,
    ...(code.length === 0 ? [] : [indented(code.join("\n"))]),
    indented(safeMarkdown(body, { maxLength: 1_000 })),
    ...truths.map((truth) => indented(`Agrees with ${truthWords(truth)}`)),
  ].join("\n\n");
}

function truthWords(truth: Truth): string {
  return truth.kind === "human"
    ? `${safeInline(truth.author)}: ${safeInline(truth.body)}`
    : `a fix ${truth.daysLater} days later, ${safeCode(truth.sha.slice(0, 9))} ${safeInline(truth.subject)}`;
}

function indented(text: string): string {
  return text
    .split("\n")
    .map((line) => (line === "" ? "" : `  ${line}`))
    .join("\n");
}

function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(header), line(header.map(() => "---")), ...rows.map(line)].join("\n");
}
