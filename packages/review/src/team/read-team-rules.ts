/**
 * Properties: a review never waits for rules that were compiled before; a changed rule file always
 * counts from the next review on.
 * Design: the key is the list of paths with their blob ids, which is what a git tree is made of, so
 * an entry is never stale. Reviews that ask at once share one reading; one that failed is forgotten.
 * Accepted: after a restart each repository's rules are compiled once more.
 */
import { createHash } from "node:crypto";
import { parseTeamRules, type TeamRuleFile, type TeamRules, teamRuleLimits } from "@devflow/syntax";
import pLimit from "p-limit";
import type { BaseFile, BaseFiles } from "./base-files.ts";
import { teamLimits } from "./team-limits.ts";

export const teamRulesFolder = ".devflow/rules";

const cache = new Map<string, Promise<TeamRules>>();

/** The team's rules among the files of the base, `.devflow/rules/**.yml`. */
export async function readTeamRules(
  files: readonly BaseFile[],
  base: BaseFiles,
): Promise<TeamRules> {
  const ruleFiles = files.filter(({ path }) => isRuleFile(path)).sort(byPath);
  if (ruleFiles.length === 0) return { rules: [], problems: [] };
  const key = createHash("sha256")
    .update(JSON.stringify(ruleFiles.map(({ path, blobSha }) => [path, blobSha])))
    .digest("hex");
  const known = cache.get(key);
  if (known !== undefined) return await known;
  const rules = readRules(ruleFiles, base);
  cache.set(key, rules);
  rules.catch(() => cache.delete(key));
  const [oldest] = cache.keys();
  if (cache.size > teamLimits.cachedRuleSets && oldest !== undefined) cache.delete(oldest);
  return await rules;
}

/** True for a file that holds rules of the team; ast-grep keeps tests of rules beside them. */
export function isRuleFile(path: string): boolean {
  if (!path.startsWith(`${teamRulesFolder}/`) || !/\.ya?ml$/.test(path)) return false;
  return !/\/(tests|rule-tests|__tests__|__snapshots__)\//.test(path);
}

async function readRules(files: readonly BaseFile[], base: BaseFiles): Promise<TeamRules> {
  const limit = pLimit(teamLimits.readsAtOnce);
  const read = await limit.map(files.slice(0, teamLimits.ruleFiles), async ({ path }) => ({
    path,
    text: await base.read(path, teamRuleLimits.fileBytes),
  }));
  const texts = read.filter((file): file is TeamRuleFile => file.text !== null);
  const unreadable = read.filter(({ text }) => text === null);
  const { rules, problems } = parseTeamRules(texts);
  return {
    rules,
    problems: [
      ...problems,
      ...unreadable.map(({ path }) => ({
        path,
        message: `is larger than ${teamRuleLimits.fileBytes / 1024} kB or no UTF-8 text`,
      })),
      ...files.slice(teamLimits.ruleFiles, teamLimits.ruleFiles + 1).map(({ path }) => ({
        path,
        message: `is not read, nor are those after it: there are more than ${teamLimits.ruleFiles} files`,
      })),
    ],
  };
}

function byPath(a: BaseFile, b: BaseFile): number {
  return a.path < b.path ? -1 : Number(a.path > b.path);
}
