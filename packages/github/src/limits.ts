/** Bounds of one conversation with GitHub. Sources: GitHub's REST documentation unless said. */
export const limits = {
  /** GitHub itself cuts requests after 10 s; the rest is the network's. */
  requestTimeoutMs: 15_000,
  /** The largest answers are blobs: base64 of 20 MB is 27 MB. */
  maxAnswerBytes: 32 * 1024 * 1024,
  pageSize: 100,
  /** For look-ups: 10,000 reviews, comments or repositories. More raises `too_many_pages`. */
  maxPages: 100,
  /** GitHub lists at most 3,000 files of a pull request. */
  maxFilePages: 30,
  /** GitHub takes at most 50 annotations in one request. */
  annotationsPerRequest: 50,
  maxRedirects: 3,
  /** Well under GitHub's 100 concurrent requests, as other processes share the installation. */
  concurrentRequests: 20,
  /** Bucket for writes: with both, no minute sees more than GitHub's 80 content-creating requests. */
  writeBurst: 20,
  writesPerMinute: 60,
  /** Writes that wait for their turn, a second each: all have it before a shutdown's 25 s are over. */
  waitingWrites: 15,
  /** Files without a patch that are fetched and compared here, per change. Our own bound. */
  maxFetchedFiles: 50,
  maxFetchedFileBytes: 1024 * 1024,
  /** One-line files without a newline at their end whose mode is looked up, per change. Our own bound. */
  maxSymlinkLookups: 20,
  /** Tree objects kept per installation; a tree never changes. Our own bound. */
  maxCachedTrees: 500,
  /** Clients kept per App; dropping one costs a new token. Our own bound. */
  maxCachedInstallations: 500,
} as const;
