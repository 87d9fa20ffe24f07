import { Writable } from "node:stream";
import { type ExpertSettings, Secret } from "@devflow/config";
import { createLogger } from "@devflow/logging";

/** Settings for a scripted server; no retries unless a test asks for them. */
export function settingsFor(url: string, changes: Partial<ExpertSettings> = {}): ExpertSettings {
  return {
    name: "review",
    url,
    model: "scripted-reviewer",
    api: "chat",
    apiKey: null,
    headers: {},
    windowTokens: 4_096,
    maxOutputTokens: 1_024,
    temperature: 0.2,
    topP: null,
    timeoutMs: 10_000,
    concurrency: 4,
    retries: 0,
    tokenizer: "estimate",
    ...changes,
  };
}

export const key = new Secret("key-0123456789");

/** A logger whose lines can be read. */
export function recordingLogger() {
  const lines: string[] = [];
  const destination = new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk));
      done();
    },
  });
  return { logger: createLogger({ level: "trace", pretty: false, destination }), lines };
}

export const { logger } = recordingLogger();

export const request = {
  system: "You review code.",
  user: "SENTINEL-PROMPT const a = 1;",
  maxOutputTokens: 256,
  purpose: "draft" as const,
};
