/** What the status bar shows of the work under way. */
export class Activity {
  readonly #listeners = new Set<() => void>();
  #running = 0;
  #latencyMs: number | null = null;

  get isBusy(): boolean {
    return this.#running > 0;
  }

  /** Of the last completion that the server answered, as the editor sees it; null before the first. */
  get latencyMs(): number | null {
    return this.#latencyMs;
  }

  /** Shows "thinking" while it runs. */
  async during<T>(run: () => Promise<T>): Promise<T> {
    this.#running += 1;
    this.#changed();
    try {
      return await run();
    } finally {
      this.#running -= 1;
      this.#changed();
    }
  }

  noteLatency(elapsedMs: number): void {
    this.#latencyMs = Math.round(elapsedMs);
    this.#changed();
  }

  /** Returns what ends the listening. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }
}
