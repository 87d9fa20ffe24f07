import { stringify } from "yaml";
import type { TrlConfig } from "./compile-step.ts";

/** The file that TRL reads, as PyYAML understands it. */
export function toTrlYaml(config: TrlConfig, comment: string): string {
  const lines = Object.entries(config).map(([key, value]) => `${key}: ${toYaml(value)}\n`);
  return `# ${comment}\n${lines.join("")}`;
}

function toYaml(value: TrlConfig[string]): string {
  if (typeof value === "number") return toYamlNumber(value);
  // YAML 1.1, which PyYAML reads, takes words such as `no` for false: they are written in quotes.
  return stringify(value, { version: "1.1", lineWidth: 0, collectionStyle: "flow" }).trimEnd();
}

/** PyYAML takes 5e-6 for a text: a number with an exponent needs its point. */
function toYamlNumber(value: number): string {
  const text = String(value);
  return /^-?\d+e/.test(text) ? text.replace("e", ".0e") : text;
}
