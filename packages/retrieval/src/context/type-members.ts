/** A type with the lines that its members are declared on. */
export interface TypeMembers {
  name: string;
  startLine: number;
  endLine: number;
  members: ReadonlyMap<string, number>;
}

const MODIFIERS =
  "(?:(?:readonly|public|private|protected|internal|static|pub(?:\\([^)]*\\))?|val|var|let|override|abstract|const|final|declare|volatile|async|fun|fn|func|def|get|set)\\s+)*";
/** `name:`, `name?:`, `"name":`, `name(` at the start of a line or behind `{`, `;` and `,`. */
const COLON = new RegExp(
  `(?:^\\s*|[{;,]\\s*)${MODIFIERS}["']?([\\p{L}_$#][\\p{L}\\p{N}_$]*)["']?[?!]?\\s*[:(<]`,
  "gu",
);
/** `Name Type` and `Name, Other Type` of Go. */
const GO_FIELD = /^\s*((?:[\p{L}_]\w*\s*,\s*)*[\p{L}_]\w*)\s+[\p{L}_*[\](]/u;
/** `Type name;`, `Type name = …`, `Type name(…)`, `Type Name { get; }` of Java, C and their kin. */
const TYPED = /^\s*(?:[\w<>[\],.?*&\s]+[\s*&>\]])([\p{L}_]\w*)\s*(?:\[[^\]]*\])?\s*[;=({]/u;
/** `self.name = …` of Python, wherever it stands; `@name =` and `attr_reader :name` of Ruby. */
const ASSIGNED = /\b(?:self|this)\.([\p{L}_]\w*)\s*(?::[^=]+)?=(?!=)/u;
const PLAIN = /^\s*([\p{L}_]\w*)\s*=(?!=)/u;
const ENUM_MEMBER = /^\s*([\p{L}_]\w*)\s*(?:[,(={]|$)/u;
const NO_MEMBERS = new Set(
  "if for while switch return catch function class interface type struct enum export import new throw await case else default do try with in of pub fn func def".split(
    " ",
  ),
);

/** Where the members of a type are declared: by their position, whatever the language. */
export function membersOf(
  path: string,
  startLine: number,
  lines: readonly string[],
): Map<string, number> {
  const members = new Map<string, number>();
  const body = lines.slice(1).filter((text) => text.trim() !== "");
  // Deeper lines are the bodies of methods: names there are uses.
  const indent = body
    .slice(0, -1)
    .reduce((least, text) => Math.min(least, indentOf(text)), Number.POSITIVE_INFINITY);
  for (const [row, text] of lines.entries()) {
    if (/^\s*(?:\/\/|\*|\/\*|#(?!\[))/.test(text)) continue;
    const isDeclaring = row === 0 ? /[{(]/.test(text) : indentOf(text) <= indent;
    for (const name of isDeclaring ? declaredOn(text, path, row === 0) : assignedOn(text, path)) {
      const plain = name.replace(/^#/, "");
      if (plain.length > 1 && !NO_MEMBERS.has(plain) && !members.has(plain)) {
        members.set(plain, startLine + row);
      }
    }
  }
  return members;
}

function declaredOn(text: string, path: string, isHead: boolean): string[] {
  const found = [...text.matchAll(COLON)].flatMap((match) => match[1] ?? []);
  if (isHead) return found;
  if (path.endsWith(".go")) {
    const names = GO_FIELD.exec(text)?.[1]?.split(",") ?? [];
    found.push(...names.map((name) => name.trim()));
  }
  if (/\.(java|cs|c|h|cc|cpp|hpp|cxx|php)$/.test(path)) found.push(TYPED.exec(text)?.[1] ?? "");
  if (/\.(py|pyi|rb)$/.test(path)) found.push(PLAIN.exec(text)?.[1] ?? "");
  if (/\.(rs|java|kt|cs)$/.test(path)) found.push(ENUM_MEMBER.exec(text)?.[1] ?? "");
  return [...found, ...assignedOn(text, path)];
}

function assignedOn(text: string, path: string): string[] {
  return /\.(py|pyi|rb)$/.test(path) ? [ASSIGNED.exec(text)?.[1] ?? ""] : [];
}

function indentOf(text: string): number {
  return text.length - text.trimStart().length;
}
