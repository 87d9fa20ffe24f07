import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { Files } from "./git-folder.ts";

/** Real code of a fixed version: the core of zod, as its package ships it, without its tests. */
export function zodCore(): Files {
  const manifest = createRequire(import.meta.url).resolve("zod/package.json");
  const folder = join(dirname(manifest), "src", "v4", "core");
  const names = readdirSync(folder).filter((name) => name.endsWith(".ts"));
  return Object.fromEntries(
    names.map((name) => [`core/${name}`, readFileSync(join(folder, name))]),
  );
}

/** What one would ask, and a file that must be among the first three. */
export const zodQuestions: readonly (readonly [query: string, path: string])[] = [
  ["toJSONSchema", "core/to-json-schema.ts"],
  ["$ZodRegistry", "core/registries.ts"],
  ["regular expression for email addresses", "core/regexes.ts"],
  ["flatten error into field errors", "core/errors.ts"],
  ["safeParseAsync", "core/parse.ts"],
  ["check that a string is not longer than the maximum length", "core/checks.ts"],
  ["discriminated union", "core/schemas.ts"],
  ["standard schema interface", "core/standard-schema.ts"],
];
