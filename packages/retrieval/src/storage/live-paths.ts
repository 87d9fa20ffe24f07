/** Which live files have a content; none for a blob that is out of use. */
export interface LivePaths {
  pathsOf(blobId: number): readonly string[];
}
