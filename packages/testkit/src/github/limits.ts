/** GitHub's limits, where a client has to cope with them. Tests lower them to reach them cheaply. */
export interface Limits {
  /** Files that `GET /pulls/{n}/files` lists in all; docs.github.com, "List pull requests files". */
  pullFiles: number;
  /** A file's `patch` is left out beyond either; docs.github.com, "Repository limits", "Diff limits". */
  filePatchLines: number;
  filePatchBytes: number;
  /** Once the patches of one pull request add up to either, the files after it come without. */
  totalPatchLines: number;
  totalPatchBytes: number;
  /** Files in a `.diff` or a comparison; more is a 406 for a diff, and cut off in a comparison. */
  diffFiles: number;
  /** JSON of `GET /contents` leaves `content` empty beyond; "Get repository content". */
  contentJsonBytes: number;
  /** `GET /contents` and `GET /git/blobs` refuse beyond. */
  contentBytes: number;
  /** Primary limit of one installation; "Rate limits for the REST API". */
  requestsPerHour: number;
  /** GraphQL's own budget of one installation; a query of our size costs one point. */
  graphqlPointsPerHour: number;
  /** The Checks API takes so many annotations in one request. */
  annotationsPerRequest: number;
  /** Secondary limit: content-creating requests in any 60 s; the same page. */
  contentPerMinute: number;
  /** The longest request body that is read. */
  requestBytes: number;
  /** GitHub gives up on a webhook receiver after 10 s. */
  webhookTimeoutMs: number;
}

export const githubLimits: Limits = {
  pullFiles: 3000,
  filePatchLines: 20_000,
  filePatchBytes: 500_000,
  totalPatchLines: 20_000,
  totalPatchBytes: 1_000_000,
  diffFiles: 300,
  contentJsonBytes: 1_000_000,
  contentBytes: 100_000_000,
  requestsPerHour: 5_000,
  graphqlPointsPerHour: 5_000,
  annotationsPerRequest: 50,
  contentPerMinute: 80,
  requestBytes: 10_000_000,
  webhookTimeoutMs: 10_000,
};
