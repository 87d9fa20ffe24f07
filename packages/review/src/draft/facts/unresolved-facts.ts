import { addedLineNumbers } from "../added-lines.ts";
import { codeOf, type Fact, type FactFile, lineAt } from "./fact.ts";

/** Languages in which a plain call must be defined in the file, its imports or its package. */
const LANGUAGES = new Set(["typescript", "tsx", "javascript", "python", "go"]);

/** Whatever these bring in has no name in the file. */
const IMPORTS_ALL =
  /^\s*from\s+\S+\s+import\s+\*|^\s*(?:import\s+)?\.\s+"|\bimport\s*\(\s*\)|\beval\(|\bexec\(/m;

/** What browsers, workers and test runners give beside what this process has. */
const AMBIENT = new Set(
  "window document alert confirm prompt require define describe it test expect suite before after beforeEach afterEach beforeAll afterAll jest vi cy assert getComputedStyle requestAnimationFrame cancelAnimationFrame matchMedia importScripts postMessage defineProps defineEmits defineExpose definePageMeta useState useRoute useRouter useFetch ref computed reactive watch gettext ngettext reveal_type".split(
    " ",
  ),
);

/** Functions and types of Python's `builtins`, of four letters and more, and names of Go's universe. */
const BUILT_IN = new Set(
  "aiter anext ascii bool breakpoint bytearray bytes callable classmethod compile complex copyright credits delattr dict divmod enumerate eval exec exit filter float format frozenset getattr globals hasattr hash help input isinstance issubclass iter license list locals memoryview next object open print property quit range repr reversed round setattr slice sorted staticmethod super tuple type vars reveal_type append clear imag make panic println real recover string byte rune error float32 float64 int8 int16 int32 int64 uint uint8 uint16 uint32 uint64 uintptr complex64 complex128".split(
    " ",
  ),
);

/** Languages, browsers and test runners give it: no file has to bring it. */
export function isGiven(name: string): boolean {
  return Object.hasOwn(globalThis, name) || AMBIENT.has(name) || isBuiltIn(name);
}

/** Python's built-in exceptions are told by their ends. */
function isBuiltIn(name: string): boolean {
  return (
    BUILT_IN.has(name) ||
    /^[A-Z]\w*(?:Error|Exception|Warning|Exit|Interrupt|Iteration)$/.test(name)
  );
}

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
    if (isGiven(name)) continue;
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
