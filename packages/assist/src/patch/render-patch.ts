import { type DiffLine, diffTexts, type Hunk, splitLines } from "@devflow/diff";
import type { ChangedText } from "./model.ts";

/** A unified diff of texts that `git apply` takes, in the order given; nothing for equal texts. */
export function renderPatch(changes: readonly ChangedText[]): string {
  return changes.map(renderFile).join("");
}

function renderFile({ path, before, after }: ChangedText): string {
  if (before === after) return "";
  const [oldName, newName] = [`a/${path}`, `b/${path}`];
  const head =
    before === null
      ? [`diff --git ${quoted(oldName)} ${quoted(newName)}`, "new file mode 100644"]
      : [`diff --git ${quoted(oldName)} ${quoted(newName)}`];
  const names = [`--- ${before === null ? "/dev/null" : named(oldName)}`, `+++ ${named(newName)}`];
  const hunks = hunksOf(path, before, after).flatMap(renderHunk);
  return `${[...head, ...names, ...hunks].join("\n")}\n`;
}

function hunksOf(path: string, before: string | null, after: string): readonly Hunk[] {
  const status = before === null ? "added" : "modified";
  const outcome = diffTexts(before, after, { path, previousPath: null, status });
  return outcome.ok ? outcome.file.hunks : [wholeHunk(before ?? "", after)];
}

/** Everything out, everything in: right, and only longer, where comparing took too long. */
function wholeHunk(before: string, after: string): Hunk {
  const removed = linesOf(before, "removed");
  const added = linesOf(after, "added");
  return {
    oldStart: removed.length === 0 ? 0 : 1,
    oldLines: removed.length,
    newStart: added.length === 0 ? 0 : 1,
    newLines: added.length,
    section: "",
    lines: [...removed, ...added],
  };
}

function linesOf(text: string, kind: "removed" | "added"): DiffLine[] {
  return splitLines(text).map(({ text: line, ending }, at) => ({
    kind,
    text: line + ending.replace(/\n$/, ""),
    oldLine: kind === "removed" ? at + 1 : null,
    newLine: kind === "added" ? at + 1 : null,
    noNewlineAtEnd: ending === "",
  }));
}

const signs: Record<DiffLine["kind"], string> = { context: " ", added: "+", removed: "-" };

function renderHunk({ oldStart, oldLines, newStart, newLines, lines }: Hunk): string[] {
  return [
    `@@ -${oldStart},${oldLines} +${newStart},${newLines} @@`,
    ...lines.flatMap(({ kind, text, noNewlineAtEnd }) => [
      signs[kind] + text,
      ...(noNewlineAtEnd ? ["\\ No newline at end of file"] : []),
    ]),
  ];
}

/** git ends a name with a space in it by a tab, or readers would take a date for a part of it. */
function named(name: string): string {
  const text = quoted(name);
  return text === name && name.includes(" ") ? `${name}\t` : text;
}

/** As git quotes names: those with quotes, backslashes or control characters in C's way. */
function quoted(name: string): string {
  if (!/["\\\p{Cc}]/u.test(name)) return name;
  const escaped = name
    .replace(/["\\]/g, "\\$&")
    .replace(/\p{Cc}/gu, (sign) =>
      [...Buffer.from(sign)].map((byte) => `\\${byte.toString(8).padStart(3, "0")}`).join(""),
    );
  return `"${escaped}"`;
}
