import type { ConfigEntries } from "./git-environment.ts";
import { type GitOptions, runGit } from "./run-git.ts";
import { splitNul } from "./split-nul.ts";

/**
 * Entries that switch off every content filter the configuration knows (`filter.NAME.clean` is a
 * program that git runs to compare a file on disk). git takes an empty program as none. A file
 * kept by such a filter, as with Git LFS, is shown as stored or, once changed, as it is on disk.
 */
export async function filterOverrides(options: GitOptions): Promise<ConfigEntries> {
  // Exit code 1: there are none.
  const { stdout } = await runGit(
    ["config", "--null", "--name-only", "--get-regexp", "^filter\\."],
    options,
  );
  const overrides: ConfigEntries = {};
  for (const key of splitNul(stdout)) {
    overrides[key] = key.endsWith(".required") ? "false" : "";
  }
  return overrides;
}
