import { expand } from "brace-expansion";
import ignore, { type Ignore } from "ignore";

/** Patterns of one file, which count from that file's folder. */
export interface PathPatterns {
  /** Without a slash at the end; empty for the root. */
  folder: string;
  patterns: readonly string[];
}

/** Paths that one pattern with braces may stand for: people list endings, not numbers. */
const expansion = { max: 200, maxLength: 20_000 };

/**
 * Patterns as in .gitignore, by the library that other tools use for it, and braces beside them
 * (`*.{js,ts}`). The last pattern that matches decides; in several files the nearest one does.
 * Case counts, as in git on a server.
 */
export function pathFilter(levels: readonly PathPatterns[]): (path: string) => boolean {
  const filters = levels
    .filter(({ patterns }) => patterns.length > 0)
    .map(({ folder, patterns }) => ({
      prefix: folder === "" ? "" : `${folder}/`,
      rules: ignore({ ignorecase: false }).add(patterns.flatMap(withoutBraces)),
    }))
    .reverse();
  return (path) => {
    for (const { prefix, rules } of filters) {
      if (!path.startsWith(prefix) || path.length === prefix.length) continue;
      const decision = decide(rules, path.slice(prefix.length));
      if (decision !== null) return decision;
    }
    return false;
  };
}

/** Null when no pattern says anything, neither of the path nor of a folder above it. */
function decide(rules: Ignore, path: string): boolean | null {
  if (!ignore.isPathValid(path)) return null;
  for (let part = path; part !== ""; part = parentOf(part)) {
    const { ignored, unignored } = rules.test(part);
    if (ignored) return true;
    if (unignored) return false;
  }
  return null;
}

/** With the slash at its end that tells a folder; empty above the top. */
function parentOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/", path.length - 2) + 1);
}

function withoutBraces(pattern: string): string[] {
  if (!/\{.*[,.].*\}/.test(pattern)) return [pattern];
  const isNegated = pattern.startsWith("!");
  const expanded = expand(isNegated ? pattern.slice(1) : pattern, expansion);
  return expanded.map((each) => (isNegated ? `!${each}` : each));
}
