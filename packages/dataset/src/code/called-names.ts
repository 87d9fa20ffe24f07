import type { Language } from "@devflow/syntax";

/** What stands before the name in calls of it: `api` for `api.read()`; empty for a plain call. */
export type Calls = ReadonlyMap<string, ReadonlySet<string>>;

/** What a test calls, as far as the form goes; not what its own file defines. */
export function calledNames(
  code: string,
  language: Language,
  own: ReadonlySet<string> = new Set(),
): Calls {
  const isScript = /^(?:typescript|tsx|javascript)$/.test(language);
  const text = isScript ? code.replace(methodHead, "") : code;
  const declared = new Set(Array.from(code.matchAll(declaration), ([, name]) => name ?? ""));
  const calls = new Map<string, Set<string>>();
  for (const [, qualifier = "", name = ""] of text.matchAll(callPattern)) {
    if (own.has(name) || declared.has(name)) continue;
    const before =
      /^[\p{L}_$][\p{L}\p{N}_$]*/u.exec(qualifier)?.[0] ?? (qualifier === "" ? "" : "?");
    calls.set(name, (calls.get(name) ?? new Set()).add(before));
  }
  return calls;
}

const declaration = /\b(?:const|let|var|val|auto)\s+(?:mut\s+)?([\p{L}_$][\p{L}\p{N}_$]*)/gu;

/** `onStart(a) {` in an object is no call. */
const methodHead =
  /^[ \t]*(?:(?:async|get|set|static)[ \t]+)*\*?[\w$]+\([^()\n]*\)[^\n;=]*\{[ \t]*$/gm;

/** A name before brackets, with what it is asked of, if anything. */
const callPattern =
  /((?:[\p{L}_$][\p{L}\p{N}_$]*[ \t]*)?(?:\?\.|\.|->|::)\s*)?(?<![\p{L}\p{N}_$])([\p{L}_$][\p{L}\p{N}_$]*)\s*(?:(?:::)?<[^<>()\n]{0,60}>)?!?\(/gu;
