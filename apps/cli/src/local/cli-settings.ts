import { loadSettings, readEnvironment, type Settings } from "@devflow/config";
import { setUpOutgoing } from "@devflow/http";

/** Flags that stand for settings. */
export interface SettingFlags {
  data?: string;
  expert?: string;
  model?: string;
}

/** The settings of this process, its network set up by them; a flag goes before its variable. */
export function loadCliSettings(flags: SettingFlags): Settings {
  const settings = loadSettings({
    ...readEnvironment(),
    ...(flags.data !== undefined && { DEVFLOW_DATA: flags.data }),
    ...(flags.expert !== undefined && { EXPERT_URL: flags.expert }),
    ...(flags.model !== undefined && { EXPERT_MODEL: flags.model }),
  });
  setUpOutgoing(settings.network);
  return settings;
}
