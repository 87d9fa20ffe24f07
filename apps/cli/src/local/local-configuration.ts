import { configFileName, describeProblem, parseRepositoryConfig } from "@devflow/config";
import type { LocalRepository } from "@devflow/git";
import { type BaseFiles, readTeamSettings, type TeamSettings } from "@devflow/review";
import { bundledRules } from "@devflow/syntax";
import type { Progress } from "../progress.ts";
import { localBaseFiles } from "./local-base-files.ts";

export interface LocalSettings extends TeamSettings {
  base: BaseFiles;
}

const maxConfigBytes = 1_000_000;

/**
 * `.devflow.yml`, those of folders, and the team's rules as they are at a revision.
 * @param rootText Counts instead of the `.devflow.yml` at the root.
 */
export async function readLocalSettings(
  repository: LocalRepository,
  revision: string,
  rootText: string | null = null,
): Promise<LocalSettings> {
  const base = localBaseFiles(repository, revision);
  const text = rootText ?? (await base.read(configFileName, maxConfigBytes)) ?? "";
  const root = parseRepositoryConfig(text, configFileName);
  const bundled = await bundledRules();
  return { base, ...(await readTeamSettings(root, bundled, base)) };
}

/** Says on standard error what is wrong in them; the defaults were used there. */
export function noteProblems({ configuration }: TeamSettings, progress: Progress): void {
  for (const problem of configuration.problems) {
    progress.note(`${problem.source}: ${describeProblem(problem)}`);
  }
}
