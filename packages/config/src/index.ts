export { type Environment, readEnvironment } from "./environment.ts";
export { loadSettings } from "./load-settings.ts";
export { type ConfigurationProblem, describeProblem } from "./problem.ts";
export { Secret } from "./secret.ts";
export { type GitHubAppCredentials, loggerOptions, type Settings } from "./settings.ts";
export {
  type SettingFacts,
  settingFacts,
  settingNames,
  settingsSchema,
} from "./settings-schema.ts";
