import { safeCode, safeInline } from "@devflow/review";
import type { Known } from "../memory/forget.ts";
import { type NumberedRemark, namedIn } from "../memory/remarks.ts";

/** Lines of a list in a comment; the rest is counted. */
const maxLines = 50;

/** Remarks with the numbers that `/dismiss N` and `/resolve N` take. */
export function renderRemarkList(remarks: readonly NumberedRemark[]): string {
  if (remarks.length === 0) return "No remark is open here.";
  const lines = remarks.map((remark) => {
    const { number, severity, title, path, line } = remark;
    const place = safeCode(`${path}:${line}`);
    const others = namedIn(remark, remarks).map((other) => other.number);
    const also = others.length === 0 ? "" : `, which stands for ${others.join(", ")}, too`;
    return `- **${number}** ${severity}: ${safeInline(title)} (${place}${also})`;
  });
  return ["Open remarks:", "", ...bounded(lines)].join("\n");
}

/** Rules and dismissals with the numbers that `/forget N` takes. */
export function renderKnownList(known: readonly Known[]): string {
  if (known.length === 0) return "Nothing is remembered and nothing is dismissed here.";
  const lines = known.map(({ number, kind, text, paths, actor, pull_number }) => {
    const what = kind === "memory" ? "rule" : "dismissed";
    const where = paths.length === 0 ? "" : ` for ${paths.map(safeCode).join(", ")}`;
    const from = `by ${safeCode(actor)} on pull request ${pull_number}`;
    return `- **${number}** ${what}${where}: ${safeInline(text)} (${from})`;
  });
  return ["Known in this repository:", "", ...bounded(lines)].join("\n");
}

function bounded(lines: readonly string[]): string[] {
  const more = lines.length - maxLines;
  return more > 0 ? [...lines.slice(0, maxLines), `- and ${more} more`] : [...lines];
}
