export { configurationOf } from "./configuration-of.ts";
export { describeIssues } from "./describe-issues.ts";
export {
  repositoryJsonSchema,
  type SettingDescription,
  settingDescriptions,
} from "./describe-settings.ts";
export type {
  EmbedderPrefixes,
  EmbedderSettings,
  EndpointEmbedderSettings,
  OnnxEmbedderSettings,
} from "./embedder-settings.ts";
export { type Environment, readEnvironment } from "./environment.ts";
export { type ExpertKey, expertsFileKeys, expertsJsonSchema } from "./experts/describe-experts.ts";
export { expertMeanings, fimFamilyNames } from "./experts/expert-names.ts";
export {
  type CodeExpertSettings,
  type CompletionSettings,
  defaultExpertSettings,
  type EndpointSettings,
  type ExpertSettings,
  type ExpertTask,
  type ExplanationSettings,
} from "./experts/expert-settings.ts";
export {
  type AssistantSettings,
  type ExpertRoute,
  loadAssistant,
  type SynthesisSettings,
  type TranscriptionSettings,
} from "./experts/load-assistant.ts";
export { loadExperts } from "./experts/load-experts.ts";
export type { ExportSettings } from "./export-settings.ts";
export { githubAppPath, loadGitHubApp, storeGitHubApp } from "./github-app-file.ts";
export type { IdentitySettings, OidcSettings } from "./identity-settings.ts";
export { keyFacts } from "./key-facts.ts";
export { loadSettings } from "./load-settings.ts";
export { loadPeople, type PeopleSettings } from "./people-file.ts";
export { type ConfigurationProblem, describeProblem, problemsError } from "./problem.ts";
export { readYaml } from "./read-yaml.ts";
export { type ConfiguredCategory, findingCategories } from "./repository/categories.ts";
export { withRuleIdsChecked } from "./repository/check-rule-ids.ts";
export type {
  CommandName,
  CommandPermission,
} from "./repository/command-names.ts";
export {
  describeOrigin,
  type ExplainedKey,
  explainConfiguration,
} from "./repository/explain-configuration.ts";
export {
  configFileName,
  isFolderConfigPath,
  maxFolderFiles,
  withFolders,
} from "./repository/folder-config.ts";
export {
  type FolderSettings,
  folderSettings,
  foldersAbove,
  type SettingsLevel,
} from "./repository/folder-settings.ts";
export {
  defaultRepositoryConfig,
  mergeRepositoryConfig,
  parseRepositoryConfig,
} from "./repository/parse-repository-config.ts";
export { type Profile, type ProfileName, profileNames, profiles } from "./repository/profiles.ts";
export type {
  ConfiguredSeverity,
  FolderConfig,
  ParsedRepositoryConfig,
  PathInstructions,
  RepositoryConfig,
  RepositoryConfigProblem,
} from "./repository/repository-config.ts";
export { type RepositoryKey, repositoryKeys } from "./repository/repository-keys.ts";
export { Secret } from "./secret.ts";
export {
  type GitHubAppCredentials,
  loggerOptions,
  type NetworkSettings,
  type Settings,
} from "./settings.ts";
export { settingNames } from "./settings-schema.ts";
