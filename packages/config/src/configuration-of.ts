import { UsageError } from "@devflow/errors";
import type { Environment } from "./environment.ts";
import { loadAssistant } from "./experts/load-assistant.ts";
import { loadPeople } from "./people-file.ts";
import { Secret } from "./secret.ts";
import type { Settings } from "./settings.ts";

/**
 * Everything that a process is configured with, by name: its settings as they hold, and those of
 * EXPERTS_FILE below `experts` and of PEOPLE_FILE below `people`. Of a secret only that it is set. A file
 * with mistakes counts as one value: whoever needs it says what is wrong with it.
 */
export function configurationOf(
  settings: Settings,
  environment?: Environment,
): Record<string, unknown> {
  const experts = orUnreadable(() => {
    const { experts: all, ...rest } = loadAssistant(settings, environment);
    return { ...rest, ...Object.fromEntries(all.map((each) => [each.name, each])) };
  });
  const people = orUnreadable(() => loadPeople(settings));
  return Object.fromEntries([
    ...leaves("", settings),
    ...leaves("experts", experts),
    ...leaves("people", people),
  ]);
}

function orUnreadable(load: () => unknown): unknown {
  try {
    return load();
  } catch (thrown) {
    if (thrown instanceof UsageError) return "unreadable";
    throw thrown;
  }
}

function leaves(name: string, value: unknown): [string, unknown][] {
  if (value instanceof Secret) return [[name, "set"]];
  if (typeof value !== "object" || value === null || Array.isArray(value)) return [[name, value]];
  return Object.entries(value).flatMap(([key, each]) =>
    leaves(name === "" ? key : `${name}.${key}`, each),
  );
}
