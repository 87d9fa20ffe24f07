/** Completions rest until a time; nothing is stored, so a restart ends it. */
export class Snooze {
  readonly #listeners = new Set<() => void>();
  #until = 0;
  #timer: ReturnType<typeof setTimeout> | null = null;

  get isOn(): boolean {
    return Date.now() < this.#until;
  }

  get until(): Date {
    return new Date(this.#until);
  }

  start(minutes: number): void {
    this.#set(Date.now() + minutes * 60_000);
    this.#timer = setTimeout(() => this.end(), minutes * 60_000);
    this.#timer.unref();
  }

  end(): void {
    this.#set(0);
  }

  /** Returns what ends the listening. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #set(until: number): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#until = until;
    for (const listener of this.#listeners) listener();
  }
}
