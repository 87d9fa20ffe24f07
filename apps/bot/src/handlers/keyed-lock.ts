/**
 * Runs what has the same key one after the other, in this process. It keeps two deliveries of one
 * pull request from reading its head and writing rows in turns. Race accepted: two bots may still
 * do so; the worker, which reads the head again, and the reconciler set it right.
 */
export class KeyedLock {
  readonly #last = new Map<string, Promise<unknown>>();

  async run<T>(key: string, work: () => Promise<T>): Promise<T> {
    const before = this.#last.get(key) ?? Promise.resolve();
    const mine = before.then(work, work);
    this.#last.set(key, mine);
    try {
      return await mine;
    } finally {
      if (this.#last.get(key) === mine) this.#last.delete(key);
    }
  }
}
