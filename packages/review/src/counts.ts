/** Counted reasons of what was dropped on the way; stored with the review. */
export class Counts {
  readonly #byReason = new Map<string, number>();

  add(reason: string, times = 1): void {
    this.#byReason.set(reason, (this.#byReason.get(reason) ?? 0) + times);
  }

  toRecord(): Record<string, number> {
    return Object.fromEntries([...this.#byReason].sort(([a], [b]) => (a < b ? -1 : 1)));
  }
}
