const { setImmediate: soon } = globalThis;

interface Due {
  at: number;
  number: number;
  run: () => void;
}

/**
 * A clock that jumps to the next timer when nothing else is left to do: hours of typing take seconds, and come out
 * the same however busy the machine is. Only timers and `performance.now` are moved; real input and output is not.
 */
export async function inVirtualTime<T>(work: () => Promise<T>): Promise<T> {
  let now = performance.now();
  let count = 0;
  const due = new Map<number, Due>();
  const real = { setTimeout, clearTimeout, now: performance.now };
  const begin = (run: (...args: unknown[]) => void, ms = 0, ...args: unknown[]) => {
    const number = ++count;
    due.set(number, { at: now + Math.max(1, ms), number, run: () => run(...args) });
    return Object.assign(Object(number), { unref() {}, ref() {} });
  };
  Object.assign(globalThis, {
    setTimeout: begin,
    clearTimeout: (timer: unknown) => due.delete(Number(timer)),
  });
  performance.now = () => now;
  try {
    const outcome = { isOver: false };
    const result = work().finally(() => {
      outcome.isOver = true;
    });
    while (!outcome.isOver) {
      await new Promise((resolve) => soon(resolve));
      const next = [...due.values()].reduce<Due | null>(
        (least, one) => (least === null || one.at < least.at ? one : least),
        null,
      );
      if (next === null || outcome.isOver) continue;
      due.delete(next.number);
      now = next.at;
      next.run();
    }
    return await result;
  } finally {
    Object.assign(globalThis, { setTimeout: real.setTimeout, clearTimeout: real.clearTimeout });
    performance.now = real.now;
  }
}
