import type { Change, ReviewPolicy } from "../model.ts";
import { policyOf } from "../policy-of.ts";
import type { BaseFiles } from "./base-files.ts";
import { readConventions } from "./read-conventions.ts";
import type { TeamSettings } from "./read-team-settings.ts";

/** The team's settings as the pipeline takes them, with the guides for the folders of the change. */
export async function policyForChange(
  { configuration, files }: TeamSettings,
  change: Pick<Change, "files" | "unreadable">,
  base: BaseFiles,
): Promise<ReviewPolicy> {
  const changedPaths = [
    ...change.files.flatMap(({ path, previousPath }) => [path, previousPath ?? path]),
    ...change.unreadable.map(({ path }) => path),
  ];
  const patterns = configuration.config.conventions.files;
  return policyOf(configuration, await readConventions({ patterns, changedPaths, files }, base));
}
