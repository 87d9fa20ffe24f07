import { S3ServiceException } from "@aws-sdk/client-s3";
import { coerceError, ExternalError, UsageError } from "@devflow/errors";

const NEXT_STEPS: Readonly<Record<string, string>> = {
  NoSuchBucket: "Create the bucket, or correct EXPORT_DESTINATION.",
  InvalidAccessKeyId: "Correct EXPORT_S3_ACCESS_KEY_ID.",
  SignatureDoesNotMatch: "Correct EXPORT_S3_SECRET_ACCESS_KEY.",
  AccessDenied: "The keys need the rights to list, read, write and delete objects there.",
  CredentialsProviderError: "Set EXPORT_S3_ACCESS_KEY_ID and EXPORT_S3_SECRET_ACCESS_KEY.",
  PermanentRedirect: "Set EXPORT_S3_REGION to the region of the bucket.",
  AuthorizationHeaderMalformed: "Set EXPORT_S3_REGION to the region of the bucket.",
};

const KEYS_REFUSED = "Correct EXPORT_S3_ACCESS_KEY_ID and EXPORT_S3_SECRET_ACCESS_KEY.";

/**
 * For `catch`: raises what a store says as an ExternalError (service `storage`) that names the
 * place, or as a UsageError where a person has to put something right.
 */
export function s3Error(place: string): (thrown: unknown) => never {
  return (thrown) => {
    const error = coerceError(thrown);
    if (error instanceof ExternalError || error instanceof UsageError) throw error;
    const status = error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;
    const refused = status === 401 || status === 403 ? KEYS_REFUSED : undefined;
    const nextStep = NEXT_STEPS[error.name] ?? refused;
    if (nextStep !== undefined) {
      throw new UsageError(`${place}: ${error.message}`, nextStep, { cause: error });
    }
    throw new ExternalError(`${place}: ${error.message || error.name}`, {
      service: "storage",
      retryable: status === undefined || status >= 500 || status === 429,
      ...(status === undefined ? {} : { status }),
      code: error.name,
      cause: error,
    });
  };
}
