import {
  configFileName,
  isFolderConfigPath,
  maxFolderFiles,
  type ParsedRepositoryConfig,
  type RepositoryConfigProblem,
  withFolders,
  withRuleIdsChecked,
} from "@devflow/config";
import { mergeRules, type RuleSet, type TeamRuleProblem } from "@devflow/syntax";
import pLimit from "p-limit";
import { allChecks } from "../draft/checks/all-checks.ts";
import { instructionRuleIds } from "../draft/instructions/find-instructions.ts";
import type { BaseFile, BaseFiles } from "./base-files.ts";
import { isRuleFile, readTeamRules, teamRulesFolder } from "./read-team-rules.ts";
import { teamLimits } from "./team-limits.ts";

/** What a team keeps in its repository for its reviews. */
export interface TeamSettings {
  /** With the files of its folders, and every problem of all files. */
  configuration: ParsedRepositoryConfig;
  /** Built-in rules and the team's. */
  rules: RuleSet;
  /** All files of the base that the host lists. */
  files: readonly BaseFile[];
}

/**
 * Reads the `.devflow.yml` files of folders and the team's rules at the base, and checks the rule
 * ids that settings name. `root` is the organisation's and the root's configuration, merged.
 */
export async function readTeamSettings(
  root: ParsedRepositoryConfig,
  bundled: RuleSet,
  base: BaseFiles,
): Promise<TeamSettings> {
  const listing = await base.list("");
  const ruleFiles = listing.isComplete ? listing.files : (await base.list(teamRulesFolder)).files;
  const [folders, team] = await Promise.all([
    readFolderFiles(listing.files, base),
    readTeamRules(ruleFiles, base),
  ]);
  const cascade = withFolders(root, folders.read);
  const ids = [...bundled.rules, ...allChecks, ...team.rules]
    .map(({ id }) => id)
    .concat(instructionRuleIds);
  const { problems, ...checked } = withRuleIdsChecked(cascade, ids);
  return {
    configuration: {
      ...checked,
      problems: [
        ...problems,
        ...(await unreadableRoot(root, listing.files, base)),
        ...folders.problems,
        ...listing.files.filter(hasOtherEnding).slice(0, 3).map(misnamed),
        ...team.problems.map(ruleProblem),
        ...(listing.isComplete ? [] : [incomplete]),
      ],
    },
    rules: team.rules.length === 0 ? bundled : mergeRules(bundled, team.rules),
    files: listing.files,
  };
}

/** True for a file that {@link readTeamSettings} reads, or the configuration of the root. */
export function isSettingsPath(path: string): boolean {
  return path === configFileName || isFolderConfigPath(path) || isRuleFile(path);
}

async function readFolderFiles(files: readonly BaseFile[], base: BaseFiles) {
  const depth = ({ path }: BaseFile) => path.split("/").length;
  // One more than are used: that there are too many is told where the files are parsed.
  const found = files
    .filter(({ path }) => isFolderConfigPath(path))
    .sort((a, b) => depth(a) - depth(b) || (a.path < b.path ? -1 : 1))
    .slice(0, maxFolderFiles + 1);
  const limit = pLimit(teamLimits.readsAtOnce);
  const texts = await limit.map(found, async ({ path }) => ({
    path,
    text: await base.read(path, teamLimits.configBytes),
  }));
  return {
    read: texts.map(({ path, text }) => ({ path, text: text ?? "" })),
    problems: texts.filter(({ text }) => text === null).map(unreadable),
  };
}

/** A root file that is no text gives defaults, and says nothing by itself. */
async function unreadableRoot(
  { written, problems }: ParsedRepositoryConfig,
  files: readonly BaseFile[],
  base: BaseFiles,
): Promise<RepositoryConfigProblem[]> {
  const file = files.find(({ path }) => path === configFileName);
  const sources = [...written.values(), ...problems].map(({ source }) => source);
  if (file === undefined || sources.includes(configFileName)) return [];
  const text = await base.read(configFileName, teamLimits.configBytes);
  return text === null ? [unreadable(file)] : [];
}

/** People write `.yaml`, and nothing would happen. */
function hasOtherEnding({ path }: BaseFile): boolean {
  return /(^|\/)\.devflow\.yaml$/.test(path);
}

function misnamed({ path }: BaseFile): RepositoryConfigProblem {
  return {
    source: path,
    path: "",
    line: null,
    message: "is not read",
    expected: `the name ${configFileName}`,
  };
}

function unreadable({ path }: { path: string }): RepositoryConfigProblem {
  return {
    source: path,
    path: "",
    line: null,
    message: "cannot be read",
    expected: `UTF-8 text of at most ${teamLimits.configBytes} bytes`,
  };
}

function ruleProblem({ path, message }: TeamRuleProblem): RepositoryConfigProblem {
  return {
    source: path,
    path: "",
    line: null,
    message,
    expected: "a rule in ast-grep's format, see docs/rules.md",
  };
}

const incomplete: RepositoryConfigProblem = {
  source: configFileName,
  path: "",
  line: null,
  message:
    "counts without some files of folders: the repository is so large that GitHub does not list all of it",
  expected: "settings for those folders in the file at the root",
};
