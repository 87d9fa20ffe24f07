import { coerceError, ExternalError } from "@devflow/errors";

/** What is said of errors that a person can do something about. */
const KNOWN: Readonly<Record<string, string>> = {
  ENOSPC: "the disk is full",
  EDQUOT: "the disk quota is used up",
  EACCES: "DevFlow may not write there",
  EPERM: "DevFlow may not write there",
  EROFS: "it is read-only",
};

/**
 * For `catch`: raises what a file system says as an ExternalError (service `filesystem`) that names
 * the place. Retryable where it may pass by itself or after room was made.
 */
export function filesystemError(place: string): (thrown: unknown) => never {
  return (thrown) => {
    const error = coerceError(thrown);
    const code = "code" in error && typeof error.code === "string" ? error.code : undefined;
    if (code === undefined || error instanceof ExternalError) throw error;
    throw new ExternalError(`${place}: ${KNOWN[code] ?? error.message}`, {
      service: "filesystem",
      retryable: code === "ENOSPC" || code === "EDQUOT",
      code,
      cause: error,
    });
  };
}
