import { type PlainLine, plainLines } from "./command-lines.ts";
import { nearestVerb } from "./nearest-verb.ts";
import { isVerb, type VerbName } from "./verbs.ts";

/** What a comment asks for. The verb is one of ours, or so near to one that it was meant. */
export interface ReadCommand {
  /** Lower case, without the slash. */
  verb: string;
  /** What comes after it, to the end of the comment. */
  argument: string;
}

/** Longest question that is kept; GitHub allows 65,536 characters in a comment. */
const maxArgumentLength = 4_000;

/** After the verb comes white space or the end: `/usr/bin` is a path. */
const slashed = /^ {0,3}\/([a-z][a-z0-9_-]{0,31})(?:\s+(.*))?$/i;

/**
 * The command that a comment gives, null when it gives none: the first plain line that begins with
 * `/verb` or with `@slug verb`, and all that comes after it as the argument. Lines in blocks of
 * code, quotes and HTML comments are no commands, and neither are words of other bots.
 *
 * @param slug the App's name on GitHub; without it only slashes count
 */
export function readCommand(body: string, slug: string | null = null): ReadCommand | null {
  // A NUL cannot be stored as text, and nobody means one.
  const text = body.replaceAll("\0", "");
  for (const line of plainLines(text)) {
    const command = readSlashed(line.text) ?? readMention(line, slug);
    if (command === null) continue;
    const argument = `${command.argument}\n${text.slice(line.end)}`;
    return { verb: command.verb, argument: argument.trim().slice(0, maxArgumentLength) };
  }
  return null;
}

/**
 * What of the text after a verb belongs to it: it ends where another plain line begins with a
 * command, whose verbs are `others`. One comment has one answer, so those are not carried out.
 */
export function ownArgument(argument: string): { own: string; others: VerbName[] } {
  const commands = plainLines(argument).flatMap(({ text, start }) => {
    const verb = start === 0 ? "" : (readSlashed(text)?.verb ?? "");
    return isVerb(verb) ? [{ verb, start }] : [];
  });
  const others = commands.map(({ verb }) => verb);
  const end = commands[0]?.start ?? argument.length;
  return { own: argument.slice(0, end).trim(), others };
}

function readSlashed(line: string): ReadCommand | null {
  const match = slashed.exec(line);
  const verb = match?.[1]?.toLowerCase();
  return verb !== undefined && isOurs(verb) ? { verb, argument: match?.[2] ?? "" } : null;
}

/** `@devflow review`, `@devflow[bot]: /review`; the name alone asks for help. */
function readMention({ text }: PlainLine, slug: string | null): ReadCommand | null {
  const words = text.trimStart().split(/\s+/);
  const name = (words[0] ?? "").toLowerCase().replace(/[,:]$/, "");
  if (slug === null || indentOf(text) > 3) return null;
  if (![`@${slug}`, `@${slug}[bot]`].some((own) => own.toLowerCase() === name)) return null;
  const rest = text.trimStart().slice(words[0]?.length).trim();
  if (rest === "") return { verb: "help", argument: "" };
  if (/^full review$/i.test(rest)) return { verb: "review", argument: "full" };
  return readSlashed(rest.startsWith("/") ? rest : `/${rest}`);
}

function indentOf(line: string): number {
  return line.startsWith("\t") ? 4 : line.length - line.trimStart().length;
}

function isOurs(word: string): boolean {
  return isVerb(word) || nearestVerb(word) !== null;
}
