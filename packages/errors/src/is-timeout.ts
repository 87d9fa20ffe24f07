/** Whether it is what a signal ends with when a time is over, as `AbortSignal.timeout` does, and not when somebody left. */
export function isTimeout(thrown: unknown): boolean {
  return thrown instanceof Error && thrown.name === "TimeoutError";
}
