import { nearestKey } from "../describe-issues.ts";
import { quote } from "../kind.ts";
import { configFileName, isFolderConfigPath } from "./folder-config.ts";
import type { ParsedRepositoryConfig, RepositoryConfigProblem } from "./repository-config.ts";
import type { WrittenKey, WrittenKeys } from "./written-keys.ts";

/** What a team's own rules begin with; people forget it. */
const teamPrefix = "team-";

/** More than this of one file is a wrong list, not a row of slips. */
const maxProblems = 25;

/**
 * The configuration with a problem for every rule id in it that names no rule.
 *
 * @param known All ids: built-in rules, also those that the team replaces, and the team's own.
 */
export function withRuleIdsChecked(
  parsed: ParsedRepositoryConfig,
  known: readonly string[],
): ParsedRepositoryConfig {
  const ids = new Set(known);
  const files = [parsed.written, ...parsed.folders.map(({ written }) => written)];
  const problems = files.flatMap((written) =>
    ruleIdsOf(written)
      .filter(({ id, key }) => !ids.has(id) && !isForAnother(id, key))
      .slice(0, maxProblems)
      .map((mention) => unknownId(mention, known)),
  );
  return { ...parsed, problems: [...parsed.problems, ...problems] };
}

/** An organisation's file speaks of all its repositories, of which each has rules of its own. */
function isForAnother(id: string, { source }: WrittenKey): boolean {
  const isOurs = source === configFileName || isFolderConfigPath(source);
  return !isOurs && id.startsWith(teamPrefix);
}

interface Mention {
  id: string;
  key: WrittenKey;
  line: number | null;
}

function ruleIdsOf(written: WrittenKeys): Mention[] {
  return [...written.values()].flatMap((key): Mention[] => {
    const [section, name, id] = key.path;
    if (section !== "rules") return [];
    if (name === "severity" && id !== undefined) return [{ id, key, line: key.line }];
    const entries: readonly unknown[] = Array.isArray(key.value) ? key.value : [];
    return entries.flatMap((entry, index) =>
      typeof entry === "string" ? [{ id: entry, key, line: key.entryLines[index] ?? null }] : [],
    );
  });
}

function unknownId({ id, key, line }: Mention, known: readonly string[]): RepositoryConfigProblem {
  const withPrefix = known.find((name) => name === `${teamPrefix}${id}`);
  const nearest = withPrefix ?? nearestKey(id, known);
  const hint = nearest === null ? "" : `, probably ${nearest} is meant`;
  return {
    source: key.source,
    path: key.path.slice(0, 2).join("."),
    line: line ?? key.line,
    message: `names a rule that does not exist: ${quote(id)}${hint}`,
    expected: "the id of a built-in rule, or of a team's rule with team- in front",
  };
}
