import { type Environment, readEnvironment } from "../environment.ts";
import type { Settings } from "../settings.ts";
import { apiKeyOf } from "./endpoint-settings.ts";
import { type CodeExpertSettings, defaultExpertSettings, toSettings } from "./expert-settings.ts";
import type { ExpertsFile } from "./experts-file-schema.ts";
import { readExpertsFile } from "./read-experts-file.ts";

/**
 * The review expert from EXPERT_URL, EXPERT_MODEL and EXPERT_API_KEY, which go before
 * EXPERTS_FILE. Null: switched off by `EXPERT_URL=none`. `discover`: nothing is configured, look
 * for a server on this machine. Raises one UsageError that lists every problem of the file.
 */
export function loadExperts(
  settings: Settings,
  environment: Environment = readEnvironment(),
): CodeExpertSettings | null | "discover" {
  if (settings.expertUrl === "none") return null;
  return reviewExpert(settings, readExpertsFile(settings, environment), environment);
}

/** As {@link loadExperts}, of a file that was read, with what the assistant needs. */
export function reviewExpert(
  settings: Settings,
  file: ExpertsFile | null,
  environment: Environment,
): CodeExpertSettings | "discover" {
  const values = file?.experts.review;
  const fromFile =
    values === undefined ? null : toSettings("review", values, apiKeyOf(values, environment));
  if (settings.expertUrl !== null) return overridden(settings, settings.expertUrl, fromFile);
  if (fromFile === null) return "discover";
  return {
    ...fromFile,
    model: settings.expertModel ?? fromFile.model,
    apiKey: settings.expertApiKey ?? fromFile.apiKey,
  };
}

/** The file's limits hold for another URL too; its keys and headers were meant for its own only. */
function overridden(
  settings: Settings,
  url: string,
  fromFile: CodeExpertSettings | null,
): CodeExpertSettings {
  const base = fromFile ?? defaultExpertSettings(url, null);
  const isSameServer = base.url === url;
  return {
    ...base,
    url,
    model: settings.expertModel ?? base.model,
    apiKey: settings.expertApiKey ?? (isSameServer ? base.apiKey : null),
    headers: isSameServer ? base.headers : {},
  };
}
