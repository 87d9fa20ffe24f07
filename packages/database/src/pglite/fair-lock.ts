/** One holder at a time, first come first served. */
export class FairLock {
  private tail: Promise<void> = Promise.resolve();

  /** Waits for the lock and gives the function that returns it. */
  async acquire(): Promise<() => void> {
    const before = this.tail;
    let release = () => {};
    this.tail = new Promise((resolve) => {
      release = resolve;
    });
    await before;
    return release;
  }
}
