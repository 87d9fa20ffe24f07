import { ExternalError } from "@devflow/errors";

/**
 * What git says about a fetch that failed. It ends with 128 whatever happened, so its own words
 * (in English, we set LC_ALL) are all there is to tell a revoked token from a broken cable.
 */
export function transportFailure(stderr: string): ExternalError {
  const lastLine = stderr.trim().split("\n").at(-1) ?? "";
  const fail = (retryable: boolean, code: string, status?: number) =>
    new ExternalError(`git fetch failed: ${lastLine}`, {
      service: "git",
      retryable,
      code,
      ...(status === undefined ? {} : { status }),
    });
  const status = httpStatus(stderr);
  if (status === undefined) {
    const isUnknown = /couldn't find remote ref|not our ref/.test(stderr);
    return isUnknown ? fail(false, "unknown_revision") : fail(true, "unavailable");
  }
  if (status === 429 || status >= 500) return fail(true, "unavailable", status);
  return fail(false, [401, 404, 410].includes(status) ? "gone" : "rejected", status);
}

function httpStatus(stderr: string): number | undefined {
  const printed = /The requested URL returned error: (\d{3})/.exec(stderr)?.[1];
  if (printed) return Number(printed);
  // On 401 git would ask a person, on 404 it says so in words.
  if (/could not read (Username|Password)|Authentication failed/.test(stderr)) return 401;
  if (/^fatal: repository '.*' not found/m.test(stderr)) return 404;
  return undefined;
}
