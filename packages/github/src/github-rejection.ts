import { ExternalError } from "@devflow/errors";

/** GitHub understood the request and refuses it (422 and its kin): trying again changes nothing. */
export class GitHubRejection extends ExternalError {
  /** GitHub's own words, for example which comment has a position outside the diff. */
  readonly reasons: readonly string[];

  constructor(message: string, status: number, reasons: readonly string[]) {
    super(message, { service: "github", retryable: false, status, code: "rejected" });
    this.reasons = reasons;
  }
}
