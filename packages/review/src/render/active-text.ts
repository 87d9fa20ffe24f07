/**
 * What GitHub, its squash merges or other bots act on inside plain text. As inline code all of it
 * is inert and still readable.
 */
const patterns: readonly string[] = [
  // Addresses, also without a scheme.
  String.raw`(?:https?|ftp|file|data|javascript|vbscript|mailto|xmpp|ssh|git):\S+`,
  String.raw`www\.\S+`,
  String.raw`[\w.+-]+@[\w-]+(?:\.[\w-]+)+`,
  // Mentions of people and teams; references to issues, which a closing word before them would close.
  String.raw`@[\w-]+(?:\/[\w.-]+)?`,
  String.raw`(?:[\w.-]+\/[\w.-]+)?#\d+`,
  String.raw`GH-\d+`,
  // Words in a squash commit's message that stop checks or change its authors.
  String.raw`\[(?:skip ci|ci skip|no ci|skip actions|actions skip)\]`,
  String.raw`\*\*\*NO_CI\*\*\*`,
  String.raw`skip-checks:\s*true`,
  String.raw`^[ \t]*[A-Za-z]+(?:-[A-Za-z]+)*-(?:by|to|with|id)[ \t]*:`,
  // Commands of bots, which listen at the start of a line.
  String.raw`^[ \t]*[/!][A-Za-z][\w-]*`,
  String.raw`^[ \t]*(?:bors|homu|mergify|bot)[ \t]+\w+`,
  // Formulas, as GitHub finds them: no space inside beside the signs.
  String.raw`(?<![\w\\$])\$(?!\s)[^$\n]*[^\s$]\$(?![\w$])`,
  // Placeholders and templates that other tools fill in.
  String.raw`\$\{\{[^}\n]*\}\}`,
];

const active = new RegExp(patterns.join("|"), "gim");

/** The text in pieces: plain ones, and those that have to be shown as code. */
export function splitActiveText(text: string): { value: string; isActive: boolean }[] {
  const pieces: { value: string; isActive: boolean }[] = [];
  let from = 0;
  for (const match of text.matchAll(active)) {
    const [found] = match;
    const start = match.index + (found.length - found.trimStart().length);
    if (start > from) pieces.push({ value: text.slice(from, start), isActive: false });
    pieces.push({ value: found.trim(), isActive: true });
    from = match.index + found.length;
  }
  if (from < text.length) pieces.push({ value: text.slice(from), isActive: false });
  return pieces.filter(({ value }) => value !== "");
}

/** A line that bots or git act on wherever it stands, also inside code. */
export const actingLine =
  /^[ \t]*[/!][A-Za-z][\w-]*(?:\s|$)|^[A-Za-z]+(?:-[A-Za-z]+)*-(?:by|to|with|id)[ \t]*:/im;
