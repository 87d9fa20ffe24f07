import type { Queryable } from "@devflow/database";

/**
 * What was taken from a person (a token, their role, their account) is said here in the same
 * transaction, so that every gateway forgets what it remembers of them at once. The payload is the
 * person's id; empty means anybody.
 */
export const peopleChannel = "people_changed";

/** To be called inside the transaction that changes the person or a token. */
export async function tellChange(transaction: Queryable, personId: number): Promise<void> {
  await transaction.query(`SELECT pg_notify('${peopleChannel}', $1)::text`, [String(personId)]);
}
