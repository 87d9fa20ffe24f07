import { setTimeout as delay } from "node:timers/promises";
import type { FakeGitHub } from "../fake-github.ts";
import type { Hook } from "../webhooks/outbox.ts";

/** How long to wait for a bot that is not up yet. */
const retryMs = 2_000;

/** Never tried, or nobody was listening: the bot may be started after the fake. */
function isOpen(hook: Hook): boolean {
  const last = hook.attempts.at(-1);
  return last === undefined || (last.statusCode === 502 && last.responseBody === null);
}

/**
 * Delivers whatever happens until stopped. Unlike GitHub it tries again while nobody listens,
 * so that it does not matter which of the two is started first.
 */
export async function keepDelivering(
  github: FakeGitHub,
  url: string,
  signal: AbortSignal,
): Promise<void> {
  let woken = Promise.withResolvers<void>();
  github.events.listen((event) => {
    if (event.kind === "queued") woken.resolve();
  });
  while (!signal.aborted) {
    woken = Promise.withResolvers<void>();
    const [next, ...more] = github.hooks.filter(isOpen);
    const attempts = next === undefined ? [] : await github.deliver({ to: url, guid: next.guid });
    const isRefused = attempts.some(({ hook }) => isOpen(hook));
    if (more.length > 0 && !isRefused) continue;
    const pause = delay(retryMs, undefined, { signal }).catch(() => undefined);
    await (isRefused ? pause : Promise.race([woken.promise, pause]));
  }
}
