/** Failures by script: each is spent on the requests that match, and must be spent in the end. */

export type Fault =
  /** An error answer; `after` means that the effect happened all the same. */
  | { kind: "status"; status: number; when?: "before" | "after"; message?: string }
  /** 403 with `retry-after`, as for content made too fast. */
  | { kind: "secondary_limit"; retryAfterSeconds: number }
  /** 429 with `retry-after`. */
  | { kind: "too_many_requests"; retryAfterSeconds: number }
  /** 403 with `x-ratelimit-remaining: 0` and the time of the reset. */
  | { kind: "primary_limit"; resetInSeconds: number }
  /** The connection is closed without an answer. */
  | { kind: "cut"; when?: "before" | "after" }
  /** No answer until `until` settles; then as if nothing had happened. */
  | { kind: "hang"; when?: "before" | "after"; until: Promise<unknown> };

export interface InjectOptions {
  method?: string;
  /** Matched against the path below the API's root, without the query; `*` is one segment. */
  path: RegExp | string;
  /** How many matching requests are hit. */
  times?: number;
  /** How many matching requests pass first. */
  skip?: number;
  fault: Fault;
}

export interface Injection {
  readonly options: InjectOptions;
  readonly left: number;
  /** Kept when the fault hits for the first time. */
  readonly happened: Promise<void>;
  /** Takes it back, so that it need not be spent. */
  withdraw(): void;
}

interface Entry {
  options: InjectOptions;
  pattern: RegExp;
  left: number;
  skip: number;
  happened: PromiseWithResolvers<void>;
}

function patternOf(path: RegExp | string): RegExp {
  if (path instanceof RegExp) return path;
  const parts = path.split("*").map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join("[^/]+")}$`);
}

export class Faults {
  readonly #entries: Entry[] = [];

  inject(options: InjectOptions): Injection {
    const entry: Entry = {
      options,
      pattern: patternOf(options.path),
      left: options.times ?? 1,
      skip: options.skip ?? 0,
      happened: Promise.withResolvers<void>(),
    };
    this.#entries.push(entry);
    return {
      options,
      get left() {
        return entry.left;
      },
      happened: entry.happened.promise,
      withdraw: () => {
        entry.left = 0;
      },
    };
  }

  /** The fault for this request, if any; it is spent by asking. */
  take(method: string, path: string): Fault | null {
    for (const entry of this.#entries) {
      const { options } = entry;
      if (entry.left === 0 || (options.method ?? method) !== method) continue;
      if (!entry.pattern.test(path)) continue;
      if (entry.skip > 0) {
        entry.skip -= 1;
        continue;
      }
      entry.left -= 1;
      entry.happened.resolve();
      return options.fault;
    }
    return null;
  }

  /** Faults that no request met. */
  get unspent(): string[] {
    const open = this.#entries.filter((entry) => entry.left > 0);
    return open.map(({ options, left }) => {
      const what = `${options.method ?? "any"} ${options.path}`;
      return `fault ${options.fault.kind} on ${what} waits for ${left} more request(s)`;
    });
  }
}
