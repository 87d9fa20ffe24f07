import { type CompletionInput, hasLanguageRules, type Snippet } from "@devflow/completion";
import { isLanguage, languageOf } from "@devflow/syntax";
import type { Segments } from "./completion-schema.ts";

/** VS Code's names of languages that we know by another one. */
const otherNames: Record<string, string> = {
  typescriptreact: "tsx",
  javascriptreact: "javascript",
  "c++": "cpp",
  "c#": "csharp",
};

/** As `@devflow/syntax` names it, by what the editor says, else by the file's name. */
export function knownLanguage(
  language: string | null | undefined,
  path: string | null,
): string | null {
  const name = (language ?? "").toLowerCase();
  const known = otherNames[name] ?? name;
  if (isLanguage(known)) return known;
  return path === null ? null : languageOf(path);
}

/** Shell, YAML, SQL and the like have no grammar here, but comments and quotes that a completion must know. */
export function completedLanguage(
  language: string | null | undefined,
  path: string | null,
): string | null {
  const name = (language ?? "").toLowerCase();
  return hasLanguageRules(name) ? name : knownLanguage(language, path);
}

/**
 * A path from the repository's root with forward slashes; null for what is none: an absolute path, the
 * URI of an unsaved or foreign file.
 */
function pathInRepository(filepath: string | null | undefined): string | null {
  if (!filepath) return null;
  const path = filepath.replaceAll("\\", "/").replace(/^\.\//, "");
  const isOutside = /^([a-z][\w+.-]*:|\/)/i.test(path) || path.split("/").includes("..");
  return isOutside ? null : path;
}

/** What the editor sent along, most useful sources first. */
export function snippetsOf(segments: Segments): Snippet[] {
  const declarations = (segments.declarations ?? []).map(({ filepath, body }, index, all) => ({
    path: filepath,
    text: body,
    source: "declaration" as const,
    score: all.length - index,
  }));
  const from = (
    source: "changed_file" | "opened_file",
    snippets: Segments["relevant_snippets_from_changed_files"],
  ) =>
    (snippets ?? []).map(({ filepath, body, score }) => ({
      path: filepath,
      text: body,
      source,
      score,
    }));
  const { clipboard } = segments;
  return [
    ...declarations,
    ...from("changed_file", segments.relevant_snippets_from_changed_files),
    ...from("opened_file", segments.relevant_snippets_from_recently_opened_files),
    ...(clipboard ? [{ path: "", text: clipboard, source: "clipboard" as const, score: 0 }] : []),
  ];
}

/** A place in a file as the completion service takes it. */
export function inputOfSegments(
  segments: Segments,
  rest: Pick<CompletionInput, "repositoryId" | "trigger"> & {
    language: string | null | undefined;
    temperature: number | null | undefined;
    seed: number | null | undefined;
  },
): CompletionInput {
  const path = pathInRepository(segments.filepath);
  const { temperature, seed } = rest;
  return {
    language: completedLanguage(rest.language, path),
    path,
    repositoryId: rest.repositoryId,
    prefix: segments.prefix,
    suffix: segments.suffix ?? "",
    snippets: snippetsOf(segments),
    trigger: rest.trigger,
    ...(typeof temperature === "number" && { temperature }),
    ...(typeof seed === "number" && { seed }),
  };
}
