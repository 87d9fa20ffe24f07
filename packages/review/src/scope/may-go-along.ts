import type { FileDiff } from "@devflow/diff";
import type { CodeIndex } from "@devflow/retrieval";
import { type IsSecretFile, secretFilesWith } from "@devflow/syntax";
import { holdsCredential } from "../render/mask-secrets.ts";

/** Code of the index, or sent along. */
export interface PieceOfCode {
  path: string;
  text: string;
}

export type MayGoAlong = (piece: PieceOfCode) => boolean;

/** The built-in list: where nobody says which files hold secrets. */
export const usualSecretFiles: IsSecretFile = secretFilesWith([]);

/**
 * Whether a piece of code may go to a model beside what is asked about: nothing of a file of secrets, no
 * credential. What is asked about itself is another matter. Takes 5 µs for fifteen lines.
 */
export function mayGoAlong(isSecretFile: IsSecretFile): MayGoAlong {
  return ({ path, text }) => !isSecretFile(path) && !holdsCredential(text);
}

/** A changed file that is one of secrets, or was: the lines that a renaming leaves are the same. */
export function isSecretChange(
  { path, previousPath }: Pick<FileDiff, "path" | "previousPath">,
  isSecretFile: IsSecretFile,
): boolean {
  return isSecretFile(path) || (previousPath !== null && isSecretFile(previousPath));
}

/**
 * An index that gives only code of which `may` is true. What it has of files of secrets was stored before
 * they counted as such; a credential can be in any file.
 */
export function harmlessIndex(index: CodeIndex, may: MayGoAlong): CodeIndex {
  return {
    ...index,
    contextForHunks: async (request) => (await index.contextForHunks(request)).filter(may),
    contextForChange: async (requests) =>
      (await index.contextForChange(requests)).map((items) => items.filter(may)),
    search: async (query, options) => (await index.search(query, options)).filter(may),
  };
}
