import type { Hunk } from "@devflow/diff";
import type { ContextReport, HunkContext } from "../local/context-locally.ts";

/** The documented JSON of `devflow context --json`; its shape is a contract. */
export function contextToJson(report: ContextReport): string {
  const document = {
    base: report.baseSha,
    head: report.headSha,
    index_commit: report.indexCommit,
    max_tokens: report.maxTokens,
    hunks: report.hunks.map(({ path, hunk, items }) => ({
      path,
      header: headerOf(hunk),
      start_line: hunk.newStart,
      end_line: hunk.newStart + Math.max(1, hunk.newLines) - 1,
      tokens: tokensOf({ items }),
      items: items.map((item) => ({
        kind: item.kind,
        path: item.path,
        start_line: item.startLine,
        end_line: item.endLine,
        symbol: item.symbol,
        reason: item.reason,
        tokens: item.tokens,
        text: item.text,
      })),
    })),
    files_left_out: report.filesLeftOut.map(({ path, reason }) => ({ path, reason })),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

/** For people: a heading a hunk, a line an item, its reason below it. */
export function contextToText(report: ContextReport, bold: (text: string) => string): string {
  const blocks = report.hunks.map((context) => {
    const { path, hunk, items } = context;
    const heading = `${bold(visible(`${path} ${headerOf(hunk)}`))}  ${tokensOf(context)} of ${report.maxTokens} tokens`;
    const lines = items.map(({ kind, path: at, startLine, endLine, symbol, reason, tokens }) => {
      const name = symbol === null ? "" : `  ${symbol}`;
      const place = `  ${kind.padEnd(10)} ${at}:${startLine}-${endLine}${name}`;
      return visible(`${place}  (${tokens})\n             ${reason}`);
    });
    const body = lines.length === 0 ? ["  nothing beyond the change itself"] : lines;
    return `${[heading, ...body].join("\n")}\n\n`;
  });
  const left = report.filesLeftOut.map(({ path, reason }) => `  ${visible(path)} (${reason})\n`);
  const leftOut = left.length === 0 ? "" : `Not looked at:\n${left.join("")}`;
  const commit = report.indexCommit?.slice(0, 7) ?? "nothing";
  const hunks = report.hunks.length === 1 ? "1 hunk" : `${report.hunks.length} hunks`;
  return `${blocks.join("")}${leftOut}${hunks}; the index reflects ${commit}.\n`;
}

function headerOf({ oldStart, oldLines, newStart, newLines, section }: Hunk): string {
  const range = `@@ -${oldStart},${oldLines} +${newStart},${newLines} @@`;
  return section === "" ? range : `${range} ${section}`;
}

function tokensOf({ items }: Pick<HunkContext, "items">): number {
  return items.reduce((sum, { tokens }) => sum + tokens, 0);
}

/** Control characters in names or code would move the cursor. */
function visible(text: string): string {
  return text.replace(/[^\P{Cc}\t\n]/gu, "\uFFFD");
}
