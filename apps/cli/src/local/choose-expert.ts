import { existsSync } from "node:fs";
import { isAbsolute, relative } from "node:path";
import { type ExpertSettings, loadExperts, type Settings } from "@devflow/config";
import { type AskableExpert, createExpertSource } from "@devflow/expert";
import type { Progress } from "../progress.ts";
import { quietLogger } from "./quiet-logger.ts";

/**
 * The expert to ask, or null for rules only; says which one was found when nobody named one.
 * @param root The reviewed checkout: an experts.yaml inside it may be a stranger's.
 */
export async function chooseExpert(
  settings: Settings,
  root: string,
  progress: Progress,
): Promise<AskableExpert | null> {
  const configured = loadTrustedExperts(settings, root, progress);
  const logger = quietLogger(settings);
  if (configured === "discover") progress.step("Looking for an expert on this machine");
  const chosen = await createExpertSource(configured, logger).current();
  if (chosen === null) return null;
  if (chosen.discovered !== null) {
    const { kind, identity, notes } = chosen.discovered;
    progress.note(`Expert: ${identity.model} at ${identity.url} (${kind}, found on this machine).`);
    for (const note of notes) progress.note(note);
  }
  return chosen.expert;
}

/** A checkout must not choose where its reviewer's code goes: only a named file in it counts. */
function loadTrustedExperts(
  settings: Settings,
  root: string,
  progress: Progress,
): ExpertSettings | null | "discover" {
  const { expertsFile, isExpertsFileRequired, expertUrl } = settings;
  const isForeign = expertsFile !== null && !isExpertsFileRequired && isInside(root, expertsFile);
  if (!isForeign) return loadExperts(settings);
  if (expertUrl === null && existsSync(expertsFile)) {
    progress.note(`Not used, since the reviewed checkout brings it: ${expertsFile}`);
    progress.note(`If it is yours: EXPERTS_FILE=${expertsFile}`);
  }
  return loadExperts({ ...settings, expertsFile: null });
}

function isInside(root: string, path: string): boolean {
  const below = relative(root, path);
  return !below.startsWith("..") && !isAbsolute(below);
}
