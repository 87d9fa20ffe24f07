import type { Settings } from "@devflow/config";
import { ExternalError, UsageError } from "@devflow/errors";
import { createLogger } from "@devflow/logging";
import { loadCliSettings, type SettingFlags } from "../local/cli-settings.ts";
import { checkEmbedder } from "./check-embedder.ts";
import { checkEngines } from "./check-engines.ts";
import { checkExpert } from "./check-expert.ts";
import { checkGit } from "./check-git.ts";
import { checkGitHubApp } from "./check-github-app.ts";

/** What one look found. `note` works, but is worth knowing. */
export interface Check {
  name: string;
  state: "ok" | "note" | "problem";
  message: string;
  /** What to do about it; null when there is nothing to do. */
  nextStep: string | null;
}

/** The result of a check without its name. */
export type Finding = Omit<Check, "name">;

/** All checks in order; a failing one does not stop the others, but for the settings. */
export async function checkEverything(flags: SettingFlags): Promise<Check[]> {
  const logger = createLogger({ level: "silent" });
  let settings: Settings;
  try {
    settings = loadCliSettings(flags);
  } catch (error) {
    return [{ name: "settings", ...problemOf(error) }];
  }
  const looks: [string, () => Promise<Finding>][] = [
    ["git", checkGit],
    ["database and queue", () => checkEngines(settings, logger)],
    ["GitHub App", () => checkGitHubApp(settings, logger)],
    ["expert", () => checkExpert(settings, logger)],
    ["embedder", () => checkEmbedder(settings, logger)],
  ];
  const checks: Check[] = [
    { name: "settings", state: "ok", message: "understood", nextStep: null },
  ];
  for (const [name, look] of looks) checks.push({ name, ...(await look().catch(problemOf)) });
  return checks;
}

function problemOf(error: unknown): Finding {
  if (error instanceof UsageError) {
    return { state: "problem", message: error.message, nextStep: error.nextStep };
  }
  if (error instanceof ExternalError) {
    const nextStep = error.retryable ? "Check that it runs and can be reached from here." : null;
    return { state: "problem", message: error.message, nextStep };
  }
  throw error;
}
