/** The jobs that this process is working on, to wait for them and to call them off. */
export class RunningJobs {
  private readonly active = new Set<Promise<void>>();
  private readonly controller = new AbortController();

  /** Aborted when jobs must hand themselves back. */
  get signal(): AbortSignal {
    return this.controller.signal;
  }

  async track<T>(work: Promise<T>): Promise<T> {
    const settled = work.then(
      () => {},
      () => {},
    );
    this.active.add(settled);
    try {
      return await work;
    } finally {
      this.active.delete(settled);
    }
  }

  /** True when no job runs any more; false when some still do after `timeoutMs`. */
  async settle(timeoutMs: number): Promise<boolean> {
    if (this.active.size === 0) return true;
    const timeout = Promise.withResolvers<void>();
    const timer = setTimeout(timeout.resolve, timeoutMs);
    await Promise.race([Promise.all(this.active), timeout.promise]);
    clearTimeout(timer);
    return this.active.size === 0;
  }

  abort(): void {
    this.controller.abort();
  }
}
