import { styleText } from "node:util";
import {
  expertLine,
  type Finding,
  type LeftOut,
  renderHeadline,
  type Severity,
} from "@devflow/review";
import type { TeamMemory } from "../local/team-memory.ts";
import { inReadingOrder, type LocalReport } from "./report.ts";

const colours = {
  critical: ["bold", "red"],
  high: ["red"],
  medium: ["yellow"],
  low: ["blue"],
} as const satisfies Record<Severity, readonly string[]>;

type Style = Parameters<typeof styleText>[0];

/** For people at a terminal; colours only when `stream` is one (and NO_COLOR is not set). */
export function toText(
  { result, memory, totalMs }: LocalReport,
  stream: NodeJS.WriteStream,
): string {
  const paint = (style: Style, text: string) => styleText(style, text, { stream });
  const lines: string[] = [];
  for (const finding of inReadingOrder(result.findings))
    lines.push(...findingLines(finding, paint));
  lines.push(paint("bold", `${renderHeadline(result)} in ${(totalMs / 1000).toFixed(1)} s.`));
  lines.push(withoutMarkdown(expertLine(result.expert)));
  if (memory !== null) lines.push(memoryLine(memory));
  if (result.filesLeftOut.length > 0) {
    lines.push("Not reviewed:", ...leftOutLines(result.filesLeftOut, paint));
  }
  if (result.held.length > 0) {
    lines.push(paint("dim", `${result.held.length} held back; --format json says why.`));
  }
  return `${lines.join("\n")}\n`;
}

/** Of one reason: a change of thousands of files would push its findings out of sight. */
const mostNamed = 20;

/** In the order of the change; of what many files have in common some are named, and all are counted. */
function leftOutLines(files: readonly LeftOut[], paint: (style: Style, text: string) => string) {
  const rest = new Map<string, number>();
  const named = new Map<string, number>();
  const lines: string[] = [];
  for (const { path, reason } of files) {
    const before = named.get(reason) ?? 0;
    named.set(reason, before + 1);
    if (before < mostNamed) lines.push(`  ${visible(path)} ${paint("dim", `(${reason})`)}`);
    else rest.set(reason, before + 1 - mostNamed);
  }
  for (const [reason, count] of rest) {
    const all = "--format json names all";
    lines.push(`  … and ${count.toLocaleString("en")} more ${paint("dim", `(${reason}; ${all})`)}`);
  }
  return lines;
}

function memoryLine({ repository, pullNumber, history, rememberedRules }: TeamMemory): string {
  const pull = pullNumber === null ? "" : `, pull request #${pullNumber}`;
  const dismissals = countOf(history.dismissals?.length ?? 0, "dismissal");
  const rules = countOf(rememberedRules, "remembered rule");
  return visible(`With what ${repository} decided on GitHub: ${dismissals}, ${rules}${pull}.`);
}

function countOf(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

function findingLines(finding: Finding, paint: (style: Style, text: string) => string): string[] {
  const range =
    finding.startLine === finding.line ? `${finding.line}` : `${finding.startLine}-${finding.line}`;
  const place = `${visible(finding.path)}:${range}`;
  const severity = paint(colours[finding.severity] as unknown as Style, finding.severity);
  return [
    `${paint("bold", place)}  ${severity}  ${visible(finding.title)}`,
    ...indent(visible(finding.body)),
    ...(finding.suggestion === null ? [] : suggestionLines(finding.suggestion, paint)),
    paint("dim", `  ${finding.category} · ${finding.source}`),
    "",
  ];
}

function suggestionLines(suggestion: string, paint: (style: Style, text: string) => string) {
  const lines = suggestion === "" ? ["(remove these lines)"] : suggestion.split("\n");
  return ["", ...lines.map((line) => paint("green", `  + ${visible(line)}`))];
}

function indent(text: string): string[] {
  return text.split("\n").map((line) => (line === "" ? "" : `  ${line}`));
}

/** Control characters would let a file name or a model move the cursor or set the title. */
function visible(text: string): string {
  return text.replace(/[^\P{Cc}\t\n]/gu, "�");
}

function withoutMarkdown(text: string): string {
  return text.replaceAll("`", "");
}
