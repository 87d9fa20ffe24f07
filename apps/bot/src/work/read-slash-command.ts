export interface SlashCommand {
  /** Lower case, without the slash. */
  verb: string;
  argument: string;
}

/** Longest question that is kept; GitHub allows 65,536 characters in a comment. */
const maxArgumentLength = 4_000;

/**
 * The command that a comment is, null when its first word is none. A path (`/usr/bin`) is no
 * command: after the verb comes white space or the end.
 */
export function readSlashCommand(body: string): SlashCommand | null {
  const match = /^\s*\/([a-z][a-z0-9_-]{0,31})(?:\s+([\s\S]*))?$/i.exec(body);
  const verb = match?.[1];
  if (verb === undefined) return null;
  // A NUL cannot be stored as text, and nobody means one.
  const argument = (match?.[2] ?? "").replaceAll("\0", "").trim().slice(0, maxArgumentLength);
  return { verb: verb.toLowerCase(), argument };
}
