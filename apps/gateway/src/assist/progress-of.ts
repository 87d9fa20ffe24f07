/** What a piece of work tells while it runs, as an iteration, and what it comes to. */
export interface Progressing<E, A> {
  events: AsyncIterable<E>;
  answer: Promise<A>;
}

/**
 * Runs the work at once. Events that nobody has taken yet are kept, the newest of them only: progress
 * that is behind is none.
 */
export function progressOf<E, A>(
  run: (onEvent: (event: E) => void) => Promise<A>,
): Progressing<E, A> {
  let newest: E | null = null;
  let isOver = false;
  let wake = () => {};
  const answer = run((event) => {
    newest = event;
    wake();
  }).finally(() => {
    isOver = true;
    wake();
  });
  // Whoever awaits the answer is told of its failure; until then it is nobody's.
  answer.catch(() => {});
  async function* events(): AsyncGenerator<E> {
    while (!isOver || newest !== null) {
      if (newest === null) {
        await new Promise<void>((resolve) => {
          wake = resolve;
          if (isOver || newest !== null) resolve();
        });
      } else {
        const event = newest;
        newest = null;
        yield event;
      }
    }
  }
  return { events: events(), answer };
}
