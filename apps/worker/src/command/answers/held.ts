import { dropHeld, editHeld, type HeldOutcome, publishHeld } from "../../review/held/index.ts";
import { type Answer, acknowledged, type CommandRun, refused, said } from "../command-run.ts";

/** Findings of one review are fewer; more numbers are a slip. */
const maxNumbers = 50;

/** `/publish`: all that waits; `/publish 1 3`: these, and the others go on waiting. */
export async function publish({ context, github, command }: CommandRun): Promise<Answer> {
  const numbers = readNumbers(command.argument);
  if (numbers === null) return notNumbers("/publish 1 3");
  const wanted = numbers.length === 0 ? ("all" as const) : numbers;
  return answerOf("published", await publishHeld(context, github, command, wanted));
}

/** `/drop 2`: these findings are not posted. */
export async function drop({ context, github, command }: CommandRun): Promise<Answer> {
  const numbers = readNumbers(command.argument);
  if (numbers === null || numbers.length === 0) return notNumbers("/drop 2");
  return answerOf("dropped", await dropHeld(context, github, command, numbers, command.author));
}

/** `/edit 2 other words`: the first line is the title, the rest the text. */
export async function edit({ context, github, command }: CommandRun): Promise<Answer> {
  const [, number, words = ""] = /^#?(\d{1,4})\s+([\s\S]+)$/.exec(command.argument) ?? [];
  if (number === undefined) return notNumbers("/edit 2 The total is never rounded");
  const { author } = command;
  return answerOf(
    "edited",
    await editHeld(context, github, command, Number(number), words, author),
  );
}

/** `1 3`, `#1, #3`; null when something else is among them. */
function readNumbers(argument: string): number[] | null {
  const words = argument.split(/[\s,]+/).filter((word) => word !== "");
  if (words.length > maxNumbers || !words.every((word) => /^#?\d{1,4}$/.test(word))) return null;
  return [...new Set(words.map((word) => Number(word.replace("#", ""))))];
}

function notNumbers(example: string): Answer {
  const text = `The findings of a held review have numbers; its check run shows them. For example: \`${example}\`.`;
  return refused("no numbers", text);
}

function answerOf(done: "published" | "dropped" | "edited", outcome: HeldOutcome): Answer {
  switch (outcome.state) {
    case "none":
      return refused("nothing is held", "No review of this pull request is held back.");
    case "superseded": {
      const text = "The held review is of an older commit; the newest one has its own.";
      return refused("superseded", text);
    }
    case "done":
      if (outcome.unknown.length > 0) return partly(done, outcome);
      return outcome.changed.length > 0
        ? acknowledged(done)
        : refused("nothing is held", "No finding of this pull request is held back any more.");
  }
}

function partly(done: string, { changed, unknown }: Extract<HeldOutcome, { state: "done" }>) {
  const missing = `There is no held finding ${unknown.join(", ")}.`;
  const rest = changed.length === 0 ? "" : ` ${changed.join(", ")}: ${done}.`;
  return changed.length === 0
    ? refused("no such finding", missing)
    : said(`${done} in part`, `${missing}${rest}`);
}
