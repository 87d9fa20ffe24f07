/** A blob as it is read for one language: the unit that is parsed once and stored once. */
export interface BlobKey {
  blobSha: string;
  language: string;
}

export function keyOf({ blobSha, language }: BlobKey): string {
  return `${blobSha} ${language}`;
}
