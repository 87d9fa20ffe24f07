import { fileURLToPath } from "node:url";
import { compileWhenUsed } from "./compile-rule.ts";
import { readRules } from "./load-rules.ts";
import type { RuleSet } from "./rule-set.ts";

const folder = fileURLToPath(new URL("../../../../rules", import.meta.url));

let read: Promise<RuleSet> | undefined;

/**
 * The rules that come with DevFlow, read once a process: their YAML is 0.3 s of computing. Tests
 * say that each compiles; here that is asked when a file is scanned.
 */
export function bundledRules(): Promise<RuleSet> {
  read ??= readRules(folder, compileWhenUsed);
  return read;
}
