import { execFileSync } from "node:child_process";
import { UsageError } from "@devflow/errors";
import type { MovingCheckout } from "./moving-checkout.ts";
import type { TrueDefinition, TruthSource } from "./truth.ts";

/** Kinds that other files can name. Locals, parameters, imports and anonymous things are not. */
const KINDS = new Set(
  `class interface struct enum trait module namespace type typedef alias union object protocol
   function func method subroutine member constant const macro singletonMethod implementation`.split(
    /\s+/,
  ),
);
const SHORTEST_NAME = 4;
const install = "Install it (Debian: apt-get install universal-ctags).";

/**
 * Definitions of names that universal-ctags finds in exactly one place of the checked-out tree.
 * Raises UsageError when ctags is missing.
 */
export function ctagsTruth(checkout: MovingCheckout): TruthSource {
  const places = new Map<string, TrueDefinition[]>();
  for (const line of runCtags(checkout).split("\n")) {
    if (!line.startsWith("{")) continue;
    const tag = JSON.parse(line);
    if (!KINDS.has(tag.kind) || String(tag.name).length < SHORTEST_NAME) continue;
    const path = String(tag.path).replace(/^\.\//, "");
    const found = places.get(tag.name) ?? [];
    found.push({ name: tag.name, path, line: tag.line });
    places.set(tag.name, found);
  }
  return {
    definitionsOf: (_path, names) =>
      names.flatMap(({ name }) => {
        const found = places.get(name) ?? [];
        return found.length === 1 ? found : [];
      }),
    close: () => {},
  };
}

function runCtags(checkout: MovingCheckout): string {
  const args = ["-R", "--output-format=json", "--fields=+nK", "--exclude=node_modules", "-f", "-"];
  try {
    return execFileSync("ctags", [...args, "."], {
      cwd: checkout.folder,
      encoding: "utf8",
      maxBuffer: 1_000_000_000,
      stdio: ["ignore", "pipe", "ignore"],
    });
  } catch (error) {
    throw new UsageError("universal-ctags could not be run", install, { cause: error });
  }
}
