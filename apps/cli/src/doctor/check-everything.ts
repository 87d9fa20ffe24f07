import type { Settings } from "@devflow/config";
import type { Database } from "@devflow/database";
import { ExternalError, UsageError } from "@devflow/errors";
import { createLogger } from "@devflow/logging";
import { loadCliSettings, type SettingFlags } from "../local/cli-settings.ts";
import { checkCodeExperts } from "./check-code-experts.ts";
import { checkEmbedder } from "./check-embedder.ts";
import { checkEngines } from "./check-engines.ts";
import { checkExpert } from "./check-expert.ts";
import { checkGatewayUrl } from "./check-gateway-url.ts";
import { checkGit } from "./check-git.ts";
import { checkGitHubApp } from "./check-github-app.ts";
import { checkRunning } from "./check-running.ts";
import { checkSignIns } from "./check-sign-ins.ts";
import { checkTrainedExperts } from "./check-trained-experts.ts";
import { checkTrainingData } from "./check-training-data.ts";
import { checkUsage } from "./check-usage.ts";

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

/**
 * All checks in order, each also told as soon as it is made; a failing one does not stop the others,
 * but for the settings, and for the database what can only be seen in it.
 */
export async function checkEverything(
  flags: SettingFlags,
  onCheck: (check: Check) => Promise<void> = async () => {},
): Promise<Check[]> {
  const logger = createLogger({ level: "silent" });
  const checks: Check[] = [];
  const add = async (name: string, look: () => Promise<Finding>) => {
    const check = { name, ...(await look().catch(problemOf)) };
    checks.push(check);
    await onCheck(check);
  };
  let settings: Settings;
  try {
    settings = loadCliSettings(flags);
  } catch (error) {
    await add("settings", () => Promise.reject(error));
    return checks;
  }
  await add("settings", async () => ({ state: "ok", message: "understood", nextStep: null }));
  await add("git", checkGit);
  const learned: [string, Finding][] = [];
  await add("database and queue", async () => {
    const look = async (database: Database) => {
      const data = await checkTrainingData(settings, database).catch(problemOf);
      const experts = await checkTrainedExperts(database).catch(problemOf);
      const usage = await checkUsage(settings, database).catch(problemOf);
      learned.push(["training data", data], ["trained experts", experts], ["usage", usage]);
      const signIns = await checkSignIns(settings, database).catch(problemOf);
      if (signIns !== null) learned.push(["sign-in", signIns]);
    };
    return (await checkRunning(settings, look)) ?? checkEngines(settings, logger, look);
  });
  await add("GitHub App", () => checkGitHubApp(settings, logger));
  const { gatewayUrl } = settings.identity;
  if (gatewayUrl !== null) await add("gateway", () => checkGatewayUrl(gatewayUrl));
  await add("expert", () => checkExpert(settings, logger));
  for (const { name, ...finding } of await codeExperts(settings))
    await add(name, async () => finding);
  await add("embedder", () => checkEmbedder(settings, logger));
  for (const [name, finding] of learned) await add(name, async () => finding);
  return checks;
}

async function codeExperts(settings: Settings): Promise<Check[]> {
  try {
    return await checkCodeExperts(settings);
  } catch (error) {
    return [{ name: "code experts", ...problemOf(error) }];
  }
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
