import * as z from "zod";
import type { UsageEvent } from "./usage-event.ts";

/** The part of VS Code's Memento that is needed. */
export interface Memory {
  get(key: string): unknown;
  update(key: string, value: unknown): PromiseLike<void>;
}

const key = "devflow.events";
/** The server counts an event on the day that it comes. */
const keptForMs = 86_400_000;

const usageEvent: z.ZodType<UsageEvent> = z.object({
  type: z.enum(["view", "select", "dismiss", "partial", "retained"]),
  completionId: z.string(),
  choiceIndex: z.int(),
  viewId: z.string(),
  elapsedMs: z.number(),
  acceptedChars: z.int().exactOptional(),
  acceptedLines: z.int().exactOptional(),
  retainedShare: z.number().exactOptional(),
  clientMs: z.number().exactOptional(),
});
const kept = z.object({ at: z.number(), events: z.array(usageEvent) });

/** Events of this workspace that did not arrive before its window was closed: ids, lengths and times, no code. */
export class KeptEvents {
  readonly #memory: Memory;
  #isEmpty = false;

  constructor(memory: Memory) {
    this.#memory = memory;
  }

  read(): readonly UsageEvent[] {
    const parsed = kept.safeParse(this.#memory.get(key));
    if (!parsed.success || Date.now() - parsed.data.at > keptForMs) return [];
    return parsed.data.events;
  }

  write(events: readonly UsageEvent[]): void {
    // Nearly always everything arrived before, and nothing is there to be changed.
    if (events.length === 0 && this.#isEmpty) return;
    this.#isEmpty = events.length === 0;
    const value = this.#isEmpty ? undefined : { at: Date.now(), events };
    void Promise.resolve(this.#memory.update(key, value)).catch(() => {});
  }
}
