import { loadExperts, loggerOptions, type Settings } from "@devflow/config";
import { createExpertSource, type Expert } from "@devflow/expert";
import { createLogger } from "@devflow/logging";
import type { Progress } from "../progress.ts";

/** The expert to ask, or null for rules only; says which one was found when nobody named one. */
export async function chooseExpert(settings: Settings, progress: Progress): Promise<Expert | null> {
  const configured = loadExperts(settings);
  const logger = createLogger({ ...loggerOptions(settings), level: "error" });
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
