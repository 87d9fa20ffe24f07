import { indentationOf } from "../../packages/completion/src/language/code-scanner.ts";
import type { PlacedMiddle } from "./choose-places.ts";

/** What a model answers at a place, what the editor sends, and what should be shown. */
export interface GivenAnswer {
  prefix: string;
  suffix: string;
  raw: string;
  finishReason: "stop" | "length";
  /** Null: nothing should be shown. */
  wanted: string | null;
  /** With `prefix`: every shown text is right that the middle begins with, and that leaves nothing open. */
  accepts: "exact" | "prefix";
}

/** Behind the middle a model goes on with the file to its limit of tokens. */
const overGenerated = 900;

type Make = (place: PlacedMiddle) => GivenAnswer | null;

const isMultiLine = ({ middle }: PlacedMiddle) => middle.includes("\n");

function answer(place: PlacedMiddle, raw: string, other: Partial<GivenAnswer> = {}): GivenAnswer {
  const { prefix, suffix, middle } = place;
  return { prefix, suffix, raw, finishReason: "stop", wanted: middle, accepts: "exact", ...other };
}

/** The lines behind the cursor's line that stand as deep as it or deeper are not written yet. */
function withoutSiblings({ prefix, suffix }: PlacedMiddle): string {
  const indentation = indentationOf(prefix.slice(prefix.lastIndexOf("\n") + 1));
  const lines = suffix.split("\n");
  const outer = lines.findIndex(
    (line, index) => index > 0 && line.trim() !== "" && indentationOf(line) < indentation,
  );
  return [lines[0], ...(outer === -1 ? [] : lines.slice(outer))].join("\n");
}

/**
 * With the lines below gone, a piece is still what belongs at its place: not the header of a block or
 * one line of a longer expression, and not the first of several statements in an empty block.
 */
function isWholeThing({ kind, prefix, suffix, middle }: PlacedMiddle): boolean {
  if (kind === "arguments" || kind === "mid_line") return false;
  const before = prefix.split("\n");
  const indentation = indentationOf(before.at(-1) ?? "");
  if (indentation === 0) return false;
  const above = before.slice(0, -1).findLast((line) => line.trim() !== "") ?? "";
  if (kind !== "block" && kind !== "line_end" && indentationOf(above) < indentation) return false;
  const next =
    suffix
      .split("\n")
      .slice(1)
      .find((line) => line.trim() !== "") ?? "";
  if (kind === "line_end" && /[{([:\\]$/.test(middle.trimEnd())) return false;
  return indentationOf(next) <= indentation && !/^\s*[.?:&|+]/.test(next);
}

function nextLines(suffix: string): string {
  const lines = suffix.split("\n").slice(1);
  return lines.slice(0, lines.findIndex((line) => line.trim() !== "") + 2).join("\n");
}

function swapIndentation(text: string): string {
  return text
    .split("\n")
    .map((line, index) =>
      index === 0 ? line : line.replace(/^\t+/, (tabs) => "    ".repeat(tabs.length)),
    )
    .join("\n");
}

export const answers: Readonly<Record<string, Make>> = {
  "ends by itself": (place) => answer(place, place.middle),
  "goes on with the file": (place) =>
    answer(place, (place.middle + place.suffix).slice(0, place.middle.length + overGenerated), {
      finishReason: "length",
    }),
  "goes on with code that is not there yet": (place) => {
    if (!isWholeThing(place)) return null;
    const raw = (place.middle + place.suffix).slice(0, place.middle.length + overGenerated);
    return answer(place, raw, { suffix: withoutSiblings(place), finishReason: "length" });
  },
  "in a fence": (place) => answer(place, `\`\`\`${place.language}\n${place.middle}\n\`\`\`\n`),
  "behind thoughts": (place) => answer(place, `<think>\nHm.\n</think>\n\n${place.middle}`),
  "in a file with carriage returns": (place) => {
    const crlf = (text: string) => text.replaceAll("\n", "\r\n");
    const { prefix, suffix, middle } = place;
    return answer(place, middle + suffix.slice(0, overGenerated), {
      prefix: crlf(prefix),
      suffix: crlf(suffix),
      wanted: crlf(middle),
      finishReason: "length",
    });
  },
  "indented twice": (place) => {
    const line = place.prefix.slice(place.prefix.lastIndexOf("\n") + 1);
    return line.trim() === "" && line !== "" ? answer(place, line + place.middle) : null;
  },
  "spaces for tabs": (place) => {
    const raw = swapIndentation(place.middle);
    return isMultiLine(place) && raw !== place.middle ? answer(place, raw) : null;
  },
  "cut at the limit": (place) =>
    isMultiLine(place)
      ? answer(place, place.middle.slice(0, Math.floor(place.middle.length * 0.6)), {
          finishReason: "length",
          accepts: "prefix",
        })
      : null,
  "a line again and again": (place) => {
    const said = place.middle.split("\n").find((each) => /[a-z]{2}/i.test(each));
    if (said === undefined) return null;
    const line = `${said}\n`;
    const raw = line.repeat(Math.ceil(overGenerated / line.length));
    return answer(place, raw, { finishReason: "length", accepts: "prefix" });
  },
  "the lines below": (place) => {
    const line = place.prefix.slice(place.prefix.lastIndexOf("\n") + 1);
    const raw = nextLines(place.suffix).trimStart();
    if (line.trim() !== "" || place.kind === "block" || !/[a-z]{2}/i.test(raw)) return null;
    return answer(place, raw, { wanted: null });
  },
  "the line above": (place) => {
    const lines = place.prefix.split("\n");
    const above =
      lines
        .slice(0, -1)
        .findLast((line) => line.trim() !== "")
        ?.trim() ?? "";
    if (lines.at(-1)?.trim() !== "" || !/[a-z]{2}/i.test(above) || above.length < 8) return null;
    if (/[{([:]$/.test(above) || /^(\/\/|#|\*|\/\*)/.test(above)) return null;
    return answer(place, above, { wanted: null });
  },
  "an explanation": (place) =>
    answer(place, `Here is the completed code:\n\n${place.middle}`, { wanted: null }),
};
