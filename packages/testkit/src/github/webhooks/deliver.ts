import type { State } from "../state.ts";
import type { Attempt, Hook } from "./outbox.ts";
import { sendHook } from "./send-hook.ts";

export interface DeliverOptions {
  /** Where to; the URL is remembered for redeliveries. */
  to: string;
  /** Which one; without it, everything that was never tried. */
  guid?: string;
  /** How often each is sent; 3 makes two duplicates. */
  times?: number;
  order?: "happened" | "reversed" | "shuffled";
  /** Of the shuffle and of the losses; the same seed gives the same run. */
  seed?: number;
  /** Share of the deliveries that never arrive, 0 to 1; they stay in the log as failed. */
  lose?: number;
}

/** Mulberry32: small, seedable, good enough to shuffle with. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function shuffle<Item>(items: Item[], random: () => number): Item[] {
  const shuffled = [...items];
  for (let last = shuffled.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    [shuffled[last], shuffled[other]] = [shuffled[other] as Item, shuffled[last] as Item];
  }
  return shuffled;
}

function inOrder(hooks: Hook[], options: DeliverOptions, random: () => number): Hook[] {
  if (options.order === "reversed") return hooks.toReversed();
  return options.order === "shuffled" ? shuffle(hooks, random) : hooks;
}

/** Sends the chosen hooks one after the other. Gives every attempt. */
export async function deliver(state: State, options: DeliverOptions): Promise<Attempt[]> {
  state.webhookUrl = options.to;
  const random = seededRandom(options.seed ?? 1);
  const chosen =
    options.guid === undefined
      ? state.outbox.waiting
      : state.outbox.hooks.filter((hook) => hook.guid === options.guid);
  if (options.guid !== undefined && chosen.length === 0) {
    throw new Error(`no webhook ${options.guid}`);
  }
  const repeated = chosen.flatMap((hook) => Array<Hook>(options.times ?? 1).fill(hook));
  const attempts: Attempt[] = [];
  for (const hook of inOrder(repeated, options, random)) {
    const isLost = random() < (options.lose ?? 0);
    attempts.push(await sendHook(state, hook, isLost ? null : options.to));
  }
  return attempts;
}
