import { distance } from "fastest-levenshtein";
import type { z } from "zod";
import { factsAt, knownKeys } from "./key-facts.ts";
import { quote } from "./kind.ts";
import type { ConfigurationProblem } from "./problem.ts";
import type { KeyPath, YamlFile } from "./read-yaml.ts";

/** A file can have thousands of wrong keys; people are shown this many problems of it. */
const maxProblems = 25;

/** zod's issues in our words, in the order of the file. One unknown key is one problem. */
export function describeIssues(
  schema: z.ZodType,
  issues: readonly z.core.$ZodIssue[],
  file: YamlFile,
): ConfigurationProblem[] {
  const problems = issues.slice(0, maxProblems).flatMap((issue): ConfigurationProblem[] => {
    if (issue.code === "unrecognized_keys") {
      return issue.keys
        .slice(0, maxProblems)
        .map((key) => unknownKey(schema, issue.path, key, file));
    }
    const { expected, isSecret } = factsAt(schema, issue.path);
    const found = isSecret ? "cannot be used" : describeValue(file.value, issue.path);
    const message = issue.code === "custom" ? issue.message : found;
    return [{ path: issue.path.join("."), line: file.lineOf(issue.path), message, expected }];
  });
  return problems.sort((a, b) => (a.line ?? 0) - (b.line ?? 0)).slice(0, maxProblems);
}

function unknownKey(
  schema: z.ZodType,
  parent: KeyPath,
  key: string,
  file: YamlFile,
): ConfigurationProblem {
  const known = knownKeys(schema, parent);
  const nearest = nearestKey(key, known);
  const hint = nearest === null ? "" : `, probably ${nearest} is meant`;
  return {
    path: [...parent, key].join("."),
    line: file.lineOf([...parent, key]),
    message: `is not known${hint}`,
    expected: known.length === 1 ? `${known[0]}` : `one of ${known.join(", ")}`,
  };
}

/** The known key that was probably meant: at most a third of its letters differ. */
export function nearestKey(key: string, known: readonly string[]): string | null {
  const ranked = known
    .map((name) => ({ name, distance: distance(key.slice(0, 60).toLowerCase(), name) }))
    .sort((a, b) => a.distance - b.distance);
  const best = ranked[0];
  return best !== undefined && best.distance <= Math.max(1, best.name.length / 3)
    ? best.name
    : null;
}

function describeValue(root: unknown, path: KeyPath): string {
  const value = path.reduce<unknown>(
    (node, key) => (typeof node === "object" && node !== null ? Reflect.get(node, key) : undefined),
    root,
  );
  if (value === undefined) return "is missing";
  if (value === null) return "is empty";
  if (Array.isArray(value)) return `is a list with ${value.length} entries`;
  if (typeof value === "object") return "is a map of keys";
  if (typeof value !== "string") return `is ${String(value)}`;
  return value.length > 60 ? `is a text of ${value.length} characters` : `is ${quote(value)}`;
}
