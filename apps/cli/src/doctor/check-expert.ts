import { loadExperts, type Settings } from "@devflow/config";
import { createExpertSource, probing } from "@devflow/expert";
import type { Logger } from "@devflow/logging";
import type { Finding } from "./check-everything.ts";

const howToName =
  "Start Ollama, llama.cpp, LM Studio or vLLM here, or set EXPERT_URL and EXPERT_MODEL.";

/** Asks the expert a question of a few tokens, so that the model is really loaded and answers. */
export async function checkExpert(settings: Settings, logger: Logger): Promise<Finding> {
  const configured = loadExperts(settings);
  if (configured === null) {
    return { state: "note", message: "switched off: rules only", nextStep: null };
  }
  const chosen = await createExpertSource(configured, logger).current();
  if (chosen === null) {
    const message = "none is configured and none was found on this machine: rules only";
    return { state: "note", message, nextStep: howToName };
  }
  const { expert, discovered } = chosen;
  const startedAt = performance.now();
  await probing(expert).complete({
    system: "You answer with one word.",
    user: "Say OK.",
    maxOutputTokens: 16,
    temperature: 0,
    purpose: "probe",
  });
  const answeredMs = Math.round(performance.now() - startedAt);
  const { url, model } = expert.identity;
  const found = discovered === null ? "" : ` (${discovered.kind}, found on this machine)`;
  const message = `${model} at ${url}${found} answered in ${answeredMs} ms`;
  const notes = discovered?.notes ?? [];
  return notes.length === 0
    ? { state: "ok", message, nextStep: null }
    : { state: "note", message, nextStep: notes.join(" ") };
}
