import { execFileSync } from "node:child_process";
import { UsageError } from "@devflow/errors";
import type { MovingCheckout } from "./moving-checkout.ts";
import type { TrueDefinition, TruthSource, UsedName } from "./truth.ts";

/** Kinds that other files can name. Locals, parameters, imports and anonymous things are not. */
const KINDS = new Set(
  `class interface struct enum trait module namespace type typedef alias union object protocol
   function func method subroutine member constant const macro singletonMethod implementation`.split(
    /\s+/,
  ),
);
const SHORTEST_NAME = 4;
const install = "Install it (Debian: apt-get install universal-ctags).";

/** Test folders and files, by the habits of the languages that are measured. */
const TEST = /(^|\/)(tests?|testdata|examples?)\/|_test\.|(^|\/)test_|Tests?\.|conftest/;

/**
 * Definitions of names that universal-ctags finds in exactly one place of the checked-out tree.
 * ctags knows no types, so only names count that cannot well mean something else: compounds, names
 * with a capital, and plain words that are called and are no member; none in comments or strings.
 * Raises UsageError when ctags is missing.
 */
export function ctagsTruth(checkout: MovingCheckout): TruthSource {
  const places = new Map<string, TrueDefinition[]>();
  for (const line of runCtags(checkout).split("\n")) {
    if (!line.startsWith("{")) continue;
    const tag = JSON.parse(line);
    if (!KINDS.has(tag.kind) || String(tag.name).length < SHORTEST_NAME) continue;
    const path = String(tag.path).replace(/^\.\//, "");
    const found = places.get(tag.name) ?? [];
    found.push({ name: tag.name, path, line: tag.line });
    places.set(tag.name, found);
  }
  return {
    definitionsOf: (path, names) =>
      names.filter(isTelling).flatMap(({ name }) => {
        const found = places.get(name) ?? [];
        const [only] = found;
        if (found.length !== 1 || only === undefined) return [];
        return TEST.test(only.path) && !TEST.test(path) ? [] : [only];
      }),
    close: () => {},
  };
}

function isTelling({ name, before, after }: UsedName): boolean {
  const quotes = before.replaceAll(/\\./g, "").match(/["'`]/g) ?? [];
  if (quotes.length % 2 === 1 || /\/\/|#|^\s*\*|\/\*/.test(before)) return false;
  const isCompound = /[a-z0-9][A-Z]|[a-zA-Z0-9]_[a-zA-Z0-9]|^[A-Z]/.test(name);
  return isCompound || (after.startsWith("(") && !/[.:>]$/.test(before));
}

function runCtags(checkout: MovingCheckout): string {
  const args = ["-R", "--output-format=json", "--fields=+nK", "--exclude=node_modules", "-f", "-"];
  try {
    return execFileSync("ctags", [...args, "."], {
      cwd: checkout.folder,
      encoding: "utf8",
      maxBuffer: 1_000_000_000,
      stdio: ["ignore", "pipe", "ignore"],
    });
  } catch (error) {
    throw new UsageError("universal-ctags could not be run", install, { cause: error });
  }
}
