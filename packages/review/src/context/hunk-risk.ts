import type { FileDiff, Hunk } from "@devflow/diff";
import { isTestPath } from "./test-path.ts";

const configurationPath = /\.(json|ya?ml|toml|ini|cfg|properties|xml|css|scss|less|html?|svg)$/i;

/**
 * Words near which mistakes are expensive: authentication, money, shells, queries, locks,
 * deserialisation, deletion. Taken from the CWE Top 25 classes that a reviewer can see in a diff.
 */
const sensitiveWords =
  /auth|passw|secret|token|crypt|permission|admin|payment|price|balance|exec|spawn|eval|query|sql|delete|drop|unlink|lock|mutex|thread|async|await|transaction|serialize|pickle|unsafe|redirect|cookie|session|cors/i;

/**
 * How much a mistake in this hunk is likely to cost, for the order in which a limited budget is
 * spent; never shown to people. Size counts by its logarithm: a hunk of 64 lines is not 64 times
 * as risky as one of a single line, but three times.
 */
export function hunkRisk(file: FileDiff, hunk: Hunk): number {
  const changed = hunk.lines.filter((line) => line.kind !== "context");
  const size = Math.log2(2 + changed.length);
  const sensitive = changed.some((line) => sensitiveWords.test(line.text)) ? 1.5 : 1;
  return size * sensitive * kindWeight(file.path);
}

function kindWeight(path: string): number {
  if (isTestPath(path)) return 0.4;
  return configurationPath.test(path) ? 0.5 : 1;
}
