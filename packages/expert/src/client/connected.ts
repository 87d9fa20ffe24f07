import { ExternalError } from "@devflow/errors";

/** Asks the server; whatever goes wrong on the way becomes a retryable ExternalError (code `connection`). */
export async function connected<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof ExternalError) throw error;
    throw new ExternalError("The connection to the expert failed", {
      service: "expert",
      retryable: true,
      code: "connection",
      cause: error,
    });
  }
}
