import { z } from "zod";
import type { Kind } from "./kind.ts";
import { parsed } from "./parsed.ts";

/** What the table of settings and the messages say about one setting. */
export interface SettingFacts {
  group:
    | "Server"
    | "Network"
    | "GitHub"
    | "Sign-in"
    | "Storage"
    | "Expert"
    | "Embedder"
    | "Export"
    | "Work"
    | "Logs";
  meaning: string;
  /** As one would write it; null when unset means something of its own, told in `meaning`. */
  default: string | null;
}

/** Facts by schema, so that the documentation is made from what is parsed. */
export const settingFacts = z.registry<SettingFacts & { expected: string; isSecret: boolean }>();

/** A setting that may be left out: null then. */
export function optional<T>(kind: Kind<T>, group: SettingFacts["group"], meaning: string) {
  const schema = parsed(kind)
    .optional()
    .transform((value) => value ?? null);
  const { expected, isSecret } = kind;
  return schema.register(settingFacts, { group, meaning, default: null, expected, isSecret });
}

/** A setting with a default, as one would write it. */
export function withDefault<T>(
  kind: Kind<T>,
  group: SettingFacts["group"],
  standard: string,
  meaning: string,
) {
  const schema = z.string().default(standard).pipe(parsed(kind));
  const { expected, isSecret } = kind;
  return schema.register(settingFacts, { group, meaning, default: standard, expected, isSecret });
}
