import { AsyncLocalStorage } from "node:async_hooks";
import { invariant } from "@devflow/errors";

/**
 * Properties wanted: a statement on the database from inside a transaction's callback is a bug on
 * both engines, found the first time it runs. On PGlite it would wait for itself for ever; on
 * Postgres it would quietly run outside the transaction.
 * Design: the transaction leaves a mark in the async context; whoever asks the engine for another
 * connection looks for it. The mark is switched off when the transaction ends, so work that it
 * merely started may go on.
 */
const current = new AsyncLocalStorage<{ engine: object; isOpen: boolean }>();

/** Runs a transaction's callback with the mark set. */
export async function markTransaction<T>(engine: object, work: () => Promise<T>): Promise<T> {
  const mark = { engine, isOpen: true };
  try {
    return await current.run(mark, work);
  } finally {
    mark.isOpen = false;
  }
}

/** Throws BugError inside a transaction of this engine. */
export function refuseInsideTransaction(engine: object): void {
  const mark = current.getStore();
  const isInside = mark?.engine === engine && mark.isOpen;
  invariant(!isInside, "inside a transaction only the transaction's own queries may run");
}
