/** The outcome of `work`, or `late()` when it takes longer than `timeoutMs`. The work goes on. */
export async function within<T>(
  timeoutMs: number,
  work: Promise<T>,
  late: () => T | Promise<T>,
): Promise<T> {
  const timeout = Promise.withResolvers<typeof overdue>();
  const timer = setTimeout(() => timeout.resolve(overdue), timeoutMs);
  try {
    const first = await Promise.race([work, timeout.promise]);
    return first === overdue ? await late() : first;
  } finally {
    clearTimeout(timer);
  }
}

const overdue = Symbol("overdue");
