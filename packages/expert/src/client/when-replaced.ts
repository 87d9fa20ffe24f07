import { ExternalError } from "@devflow/errors";

/** The server knows no such model, or no such route: it may be another one than it was. */
function isUnknownThere(error: unknown): boolean {
  if (!(error instanceof ExternalError) || error.service !== "expert") return false;
  return error.status === 404 || error.code === "model_not_found";
}

/**
 * Asks by what is known of the server, and once more by what it says now, when that is something else.
 *
 * @param renewed see {@link LookedUp}
 */
export async function whenReplaced<T, Answer>(
  known: T,
  renewed: (former: T) => Promise<T>,
  ask: (known: T) => Promise<Answer>,
): Promise<Answer> {
  try {
    return await ask(known);
  } catch (error) {
    if (!isUnknownThere(error)) throw error;
    const now = await renewed(known).catch(() => known);
    if (now === known) throw error;
    return await ask(now);
  }
}
