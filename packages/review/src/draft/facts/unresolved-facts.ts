import { addedLineNumbers } from "../added-lines.ts";
import { isGiven } from "./built-in-names.ts";
import { codeOf, type Fact, type FactFile, lineAt } from "./fact.ts";

/** Languages in which a plain call must be defined in the file, its imports or its package. */
const LANGUAGES = new Set(["typescript", "tsx", "javascript", "python", "go"]);

/** Whatever these bring in has no name in the file. */
const IMPORTS_ALL =
  /^\s*from\s+\S+\s+import\s+\*|^\s*(?:import\s+)?\.\s+"|\bimport\s*\(\s*\)|\beval\(|\bexec\(/m;

const FEWEST_CHARACTERS = 4;

/** Names that added lines call and that nothing in the file explains, with their lines. */
export function findUnresolvedCalls({
  file,
  headText,
  baseText,
  head,
}: FactFile): Map<string, number> {
  const calls = new Map<string, number>();
  if (headText === null || head === null || head.hasErrors || !LANGUAGES.has(head.language))
    return calls;
  if (IMPORTS_ALL.test(headText)) return calls;
  const added = addedLineNumbers(file);
  const lines = headText.split("\n");
  for (const { name, line } of head.references) {
    if (!added.has(line) || calls.has(name) || name.length < FEWEST_CHARACTERS) continue;
    if (isGiven(name, head.language)) continue;
    // A name that stood in the file before was explained somehow.
    if (baseText !== null && wordAt(name).test(baseText)) continue;
    if (isOnlyCalled(name, lines)) calls.set(name, line);
  }
  return calls;
}

/** True when each of the name's places is a plain call: anything else might define it. */
function isOnlyCalled(name: string, lines: readonly string[]): boolean {
  const call = new RegExp(`(?<![\\w$.@#'"\`-])${escaped(name)}\\(`, "g");
  const declared = new RegExp(
    `\\b(?:function\\*?|def|func|class|fn|get|set|async\\s+function)\\s+${escaped(name)}\\b`,
  );
  let calls = 0;
  for (const line of lines) {
    const words = line.match(wordAt(name, "g"))?.length ?? 0;
    if (words === 0) continue;
    if (declared.test(line) || line.match(call)?.length !== words) return false;
    calls += words;
  }
  return calls > 0;
}

function wordAt(name: string, flags = ""): RegExp {
  return new RegExp(`(?<![\\w$])${escaped(name)}(?![\\w$])`, flags);
}

function escaped(name: string): string {
  return name.replace(/[^\w]/g, "\\$&");
}

/** @param known names that the rest of the repository, or of the change, has */
export function unresolvedFacts(
  calls: ReadonlyMap<string, number>,
  known: ReadonlySet<string>,
): Fact[] {
  return [...calls]
    .filter(([name]) => !known.has(name))
    .map(([name, line]) => ({
      kind: "unresolved",
      text: `${codeOf(name)}, called on line ${line}, is defined nowhere: not in this file, not in its imports, not in the repository`,
      at: lineAt("RIGHT", line),
    }));
}
