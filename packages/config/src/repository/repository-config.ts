import type { ConfigurationProblem } from "../problem.ts";
import type { ConfiguredCategory } from "./categories.ts";
import type { CommandName, CommandPermission } from "./command-names.ts";
import type { ProfileName } from "./profiles.ts";
import type { WrittenKeys } from "./written-keys.ts";

export type ConfiguredSeverity = "low" | "medium" | "high" | "critical";

/** What a repository wants, with defaults filled in. Meanings: docs/configuration.md. */
export interface RepositoryConfig {
  review: {
    enabled: boolean;
    drafts: boolean;
    bots: boolean;
    skipLabels: string[];
    skipTitles: string[];
    skipAuthors: string[];
    baseBranches: string[];
    headBranches: string[];
    profile: ProfileName;
    minimumSeverity: ConfiguredSeverity;
    minimumConfidence: number;
    maxFindings: number;
    categories: Record<ConfiguredCategory, boolean>;
    passes: number;
    language: string;
    hold: boolean;
    failOn: ConfiguredSeverity | null;
    ignorePaths: string[];
    instructions: string;
    pathInstructions: PathInstructions[];
  };
  rules: { disabled: string[]; severity: Record<string, ConfiguredSeverity> };
  commands: { permissions: Record<CommandName, CommandPermission>; disabled: CommandName[] };
  conventions: { files: string[] };
  limits: {
    tokensPerReview: number;
    tokensPerPullRequest: number;
    tokensPerDay: number;
    secondsPerReview: number;
  };
  links: { allowedHosts: string[] };
  index: { ignorePaths: string[] };
}

export interface PathInstructions {
  /** A pattern as in .gitignore, from the folder of the file that has it. */
  path: string;
  instructions: string;
}

/** A problem together with the file that has it. */
export interface RepositoryConfigProblem extends ConfigurationProblem {
  source: string;
}

/** A `.devflow.yml` below the root: what it writes goes for its folder and everything below. */
export interface FolderConfig {
  /** Path from the root, without a slash at the end. */
  folder: string;
  written: WrittenKeys;
}

/** One file read, or several merged. */
export interface ParsedRepositoryConfig {
  /** What holds for the whole repository: organisation and root file, without the folders' files. */
  config: RepositoryConfig;
  problems: RepositoryConfigProblem[];
  /** The valid keys that were really written, with their places: what a merge goes by. */
  written: WrittenKeys;
  /** The files of folders, each folder once. */
  folders: readonly FolderConfig[];
}
