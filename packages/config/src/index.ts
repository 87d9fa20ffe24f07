export { type Environment, readEnvironment } from "./environment.ts";
export { expertsFileSchema } from "./experts-schema.ts";
export { githubAppPath, loadGitHubApp, storeGitHubApp } from "./github-app-file.ts";
export { defaultExpertSettings, type ExpertSettings, loadExperts } from "./load-experts.ts";
export { loadSettings } from "./load-settings.ts";
export { type ConfigurationProblem, describeProblem } from "./problem.ts";
export {
  type ConfiguredSeverity,
  defaultRepositoryConfig,
  mergeRepositoryConfig,
  type ParsedRepositoryConfig,
  parseRepositoryConfig,
  type RepositoryConfig,
  type RepositoryConfigProblem,
} from "./repository-config.ts";
export { repositorySchema } from "./repository-schema.ts";
export { Secret } from "./secret.ts";
export { type GitHubAppCredentials, loggerOptions, type Settings } from "./settings.ts";
export {
  type SettingFacts,
  settingFacts,
  settingNames,
  settingsSchema,
} from "./settings-schema.ts";
