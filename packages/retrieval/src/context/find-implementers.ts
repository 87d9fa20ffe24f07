import type { StoredDefinition } from "../storage/find-definitions.ts";
import { isTestPath } from "../text/path-kind.ts";
import type { ContextPlace } from "./context-place.ts";
import type { ReadHunk } from "./read-hunk.ts";

const MOST_ITEMS = 6;
/** The head of a class says what it is; its members are found by name. */
const HEAD_LINES = 12;
const METHOD_LINES = 25;

/** Types whose subtypes a hunk may break: those it touches, and those whose methods it touches. */
export function namesToFindSubtypesOf({ touched }: ReadHunk): string[] {
  return [
    ...new Set(
      touched.flatMap(({ name, kind, scopes }) => {
        if (kind === "class" || kind === "interface" || kind === "type") return [name];
        return kind === "method" ? scopes.slice(-1) : [];
      }),
    ),
  ];
}

/** Who extends or implements a touched type, and overrides of a touched method. */
export function findImplementers(
  hunk: ReadHunk,
  subtypes: readonly StoredDefinition[],
  definitions: readonly StoredDefinition[],
): ContextPlace[] {
  const found = hunk.touched.flatMap(({ name, kind, scopes }): ContextPlace[] => {
    const owner = kind === "method" ? scopes.at(-1) : name;
    const heirs = subtypes.filter(
      ({ supertypes, path }) =>
        owner !== undefined &&
        supertypes.includes(owner) &&
        path !== hunk.path &&
        (isTestPath(hunk.path) || !isTestPath(path)),
    );
    return kind === "method"
      ? overrides(name, `${owner}.${name}`, heirs, definitions)
      : heirs.map((heir) => place(heir, HEAD_LINES, `${verbFor(kind, heir)} ${name}`));
  });
  return found.slice(0, MOST_ITEMS);
}

function overrides(
  name: string,
  what: string,
  heirs: readonly StoredDefinition[],
  definitions: readonly StoredDefinition[],
): ContextPlace[] {
  return heirs.flatMap((heir) =>
    definitions
      .filter(
        (method) =>
          method.name === name && method.path === heir.path && method.scopes.at(-1) === heir.name,
      )
      .map((method) => place(method, METHOD_LINES, `overrides ${what}, in ${heir.name}`)),
  );
}

function verbFor(kind: string, heir: StoredDefinition): string {
  return kind === "interface" && heir.kind !== "interface" ? "implements" : "extends";
}

function place(
  { path, startLine, endLine, name }: StoredDefinition,
  mostLines: number,
  reason: string,
): ContextPlace {
  const end = Math.min(endLine, startLine + mostLines - 1);
  return { kind: "caller", path, startLine, endLine: end, symbol: name, reason };
}
