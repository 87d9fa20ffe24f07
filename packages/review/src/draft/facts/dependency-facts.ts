import type { Fact } from "./fact.ts";
import { type Dependencies, readDependencies } from "./read-dependencies.ts";

/** One package that a manifest of the change adds, drops or takes in another major version. */
export interface DependencyChange {
  name: string;
  manifest: string;
  text: string;
}

/** What a manifest's dependencies became; nothing for a version within the same major one. */
export function dependencyChanges(
  path: string,
  baseText: string | null,
  headText: string | null,
): DependencyChange[] {
  const now = headText === null ? null : readDependencies(path, headText);
  if (now === null) return [];
  const before = baseText === null ? new Map<string, string>() : readDependencies(path, baseText);
  // A new manifest is all new: a list of it says nothing.
  if (before === null || baseText === null) return [];
  return [...compare(before, now)].map(([name, text]) => ({ name, manifest: path, text }));
}

function* compare(before: Dependencies, now: Dependencies): Generator<[string, string]> {
  for (const [name, version] of now) {
    const old = before.get(name);
    if (old === undefined) {
      yield [name, `the dependency ${name} ${version} is new`.replace("  ", " ")];
    } else if (
      majorOf(old) !== null &&
      majorOf(version) !== null &&
      majorOf(old) !== majorOf(version)
    ) {
      yield [name, `the dependency ${name} goes from ${old} to ${version}, another major version`];
    }
  }
  for (const name of before.keys()) {
    if (!now.has(name)) yield [name, `the dependency ${name} is removed`];
  }
}

/** `2` of `^2.1.0`; with `0.` in front the next number counts, as semantic versions have it. */
function majorOf(version: string): string | null {
  const match = /(\d+)(?:\.(\d+))?/.exec(version);
  if (match?.[1] === undefined) return null;
  return match[1] === "0" ? `0.${match[2] ?? "0"}` : match[1];
}

/** The manifest's own changes, and for other files those of packages that they import. */
export function dependencyFacts(
  path: string,
  headText: string | null,
  imports: readonly string[],
  changes: readonly DependencyChange[],
): Fact[] {
  return changes
    .filter(
      ({ name, manifest }) => manifest === path || (headText !== null && isImported(name, imports)),
    )
    .map(({ text }) => ({ kind: "dependency", text, at: null }));
}

function isImported(name: string, imports: readonly string[]): boolean {
  const asModule = name.replaceAll("-", "_");
  return imports.some((specifier) =>
    [name, asModule].some(
      (own) =>
        specifier === own || specifier.startsWith(`${own}/`) || specifier.startsWith(`${own}.`),
    ),
  );
}
