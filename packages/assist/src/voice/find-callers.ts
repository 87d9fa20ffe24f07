import { enclosingDefinition, readSyntax } from "@devflow/syntax";
import type { EditedFile } from "../model.ts";
import type { RepositoryCode } from "../ports.ts";
import type { SpokenLanguage } from "./intent-by-rules.ts";

/** A place that uses the name. */
export interface Caller {
  path: string;
  line: number;
  /** Name of the definition around it, null at the top of the file. */
  enclosing: string | null;
  /** Null: in the file as it was sent. */
  commit: string | null;
}

export interface Callers {
  /** Null: it is not known which function is meant. */
  name: string | null;
  callers: Caller[];
  /** False: no index was looked through, only the file itself. */
  isWholeRepository: boolean;
}

/**
 * Who uses the function that is meant: one that is named in the sentence, else the one around the
 * selection. From the symbol index, without any model; uses in the same file from its text.
 */
export async function findCallers(
  said: string,
  files: readonly EditedFile[],
  code: RepositoryCode | null,
): Promise<Callers> {
  const file = files.find(({ selection }) => selection !== null) ?? files[0];
  const nothing = { name: null, callers: [], isWholeRepository: false };
  const facts = file === undefined ? null : await readSyntax(file);
  if (file === undefined || facts === null) return nothing;
  const words = new Set(said.match(/[\p{L}_$][\p{L}\p{N}_$]*/gu) ?? []);
  const named = facts.definitions.find(({ name }) => name.length > 2 && words.has(name));
  const around = enclosingDefinition(facts, file.selection?.startLine ?? 1);
  const meant = named ?? around;
  if (meant === null || meant === undefined) return nothing;
  const { name } = meant;
  const own = facts.references
    .filter((use) => use.name === name && use.enclosing !== name)
    .map(({ line, enclosing }) => ({ path: file.path, line, enclosing, commit: null }));
  const [uses = []] = (await code?.index.usesOf([{ path: file.path, names: [name] }])) ?? [];
  const commit = code?.commitSha ?? null;
  const others = uses.map(({ path, line, enclosing }) => ({ path, line, enclosing, commit }));
  return { name, callers: [...own, ...others], isWholeRepository: code !== null };
}

const most = 20;

/** The callers as Markdown. */
export function callersText(
  { name, callers, isWholeRepository }: Callers,
  language: SpokenLanguage,
): string {
  const isGerman = language === "German";
  if (name === null) {
    return isGerman
      ? "Ich weiß nicht, welche Funktion gemeint ist: setz den Cursor hinein oder nenne sie."
      : "I do not know which function is meant: put the cursor into it, or name it.";
  }
  const where = isWholeRepository
    ? ""
    : isGerman
      ? " Nur diese Datei wurde durchsucht."
      : " Only this file was looked through.";
  if (callers.length === 0) {
    return isGerman
      ? `Nichts verwendet \`${name}\`, soweit zu sehen ist.${where}`
      : `Nothing uses \`${name}\`, as far as can be seen.${where}`;
  }
  const lines = callers.slice(0, most).map(({ path, line, enclosing, commit }) => {
    const at = commit === null ? "" : `@${commit.slice(0, 12)}`;
    return `- \`${path}:${line}${at}\`${enclosing === null ? "" : ` in \`${enclosing}\``}`;
  });
  const count = callers.length;
  const head = isGerman
    ? `\`${name}\` wird an ${count === 1 ? "einer Stelle" : `${count} Stellen`} verwendet:`
    : `\`${name}\` is used in ${count === 1 ? "one place" : `${count} places`}:`;
  return `${head}\n${lines.join("\n")}${where === "" ? "" : `\n${where.trim()}`}`;
}
