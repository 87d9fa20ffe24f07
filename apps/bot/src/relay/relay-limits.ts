/** Bounds of the relay. All our own. */
export const relayLimits = {
  /** Deliveries handled side by side, so that a slow one holds nothing else up. */
  concurrency: 10,
  /** How long a taken delivery belongs to its taker: more than the slowest handler needs. */
  leaseMs: 60_000,
  /** Tries per delivery, those that ended with a crash included. With the waits below: 2 hours. */
  maxAttempts: 10,
  firstRetryMs: 5_000,
  maxRetryMs: 30 * 60_000,
  /** For retries that fall due and for notifications that were lost with a connection. */
  pollMs: 5_000,
} as const;

/** Waits before the next try: 5 s, 15 s, 45 s, … up to half an hour. */
export function retryDelayMs(attempts: number): number {
  return Math.min(relayLimits.maxRetryMs, relayLimits.firstRetryMs * 3 ** (attempts - 1));
}
