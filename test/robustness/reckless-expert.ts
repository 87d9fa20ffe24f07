import {
  findings,
  type ModelAnswer,
  type ModelScript,
  verdict,
} from "@devflow/testkit/model-server";

/** A title that {@link recklessExpert} gives to what it made up. */
export const madeUp = "A line that nobody wrote";

/** A line of a rendered hunk: number, marker, code. */
const hunkLine = /^\s*\d+ ([+\- ])(.*)$/;

/**
 * An expert that reports the first, the middle and the last line it was shown, whatever they are,
 * and one line that does not exist; and that stands by all of it when asked again.
 */
export const recklessExpert: ModelScript = ({ purpose, user }): ModelAnswer => {
  if (purpose === "verify") return verdict("keep");
  const lines = user.split("\n").flatMap((line) => hunkLine.exec(line)?.[2] ?? []);
  const chosen = [lines[0], lines[lines.length >> 1], lines.at(-1)];
  const quotes = [...new Set(chosen)].filter((line) => line !== undefined && line.trim() !== "");
  return findings([
    ...quotes.map((quote) => ({ quote: quote ?? "", title: "A line of the change" })),
    { quote: "this.line(is).nowhere(inTheChange)", title: madeUp },
  ]);
};
