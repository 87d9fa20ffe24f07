import { loadSettings, readEnvironment, type Settings } from "@devflow/config";

/** Flags that stand for settings. */
export interface SettingFlags {
  data?: string;
  expert?: string;
  model?: string;
}

/** The settings of this process; a flag goes before its variable. */
export function loadCliSettings(flags: SettingFlags): Settings {
  return loadSettings({
    ...readEnvironment(),
    ...(flags.data !== undefined && { DEVFLOW_DATA: flags.data }),
    ...(flags.expert !== undefined && { EXPERT_URL: flags.expert }),
    ...(flags.model !== undefined && { EXPERT_MODEL: flags.model }),
  });
}
