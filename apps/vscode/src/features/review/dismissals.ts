import * as z from "zod";
import type { Memory } from "../../events/kept-events.ts";
import type { GatewayClient } from "../../gateway/gateway-client.ts";
import { GatewayError } from "../../gateway/gateway-error.ts";
import type { Log } from "../../host/log.ts";

/**
 * Wanted: what somebody dismisses is not said again, also after a reload of the window, and where the server was
 * away when it was dismissed. By ids only.
 *
 * Design: the server remembers, and knows the finding again where its lines moved. Until it was told, the
 * dismissal waits in the editor's storage for the workspace, is told again before each review, and findings with that very mark are
 * not shown. One call at a time, in their order, so that taking one back comes last.
 *
 * Races accepted: two windows of one workspace write the same list, the later one counts; what was lost by that is dismissed again.
 */

export type DismissedAs = "not_a_problem" | "not_now";

const waiting = z.array(
  z.object({
    repository: z.string().nullable(),
    fingerprint: z.string(),
    /** Null: taken back. */
    dismissed: z.enum(["not_a_problem", "not_now"]).nullable(),
  }),
);

type Waiting = z.infer<typeof waiting>[number];

const key = "devflow.review.dismissed";
const timeoutMs = 10_000;
/** Somebody who dismisses more while the server is away will do so again. */
const maxWaiting = 500;

export interface DismissalsParts {
  gateway: Pick<GatewayClient, "ask">;
  memory: Memory;
  log: Pick<Log, "debug">;
}

export class Dismissals {
  readonly #parts: DismissalsParts;
  #waiting: Waiting[];
  #telling: Promise<void> = Promise.resolve();

  constructor(parts: DismissalsParts) {
    this.#parts = parts;
    const parsed = waiting.safeParse(parts.memory.get(key));
    this.#waiting = parsed.success ? parsed.data : [];
  }

  /** Null takes it back. Never throws: what cannot be told waits. */
  async dismiss(
    repository: string | null,
    fingerprint: string,
    dismissed: DismissedAs | null,
  ): Promise<void> {
    const others = this.#waiting.filter((each) => !isSame(each, { repository, fingerprint }));
    await this.#keep([...others, { repository, fingerprint, dismissed }].slice(-maxWaiting));
    await this.tell();
  }

  /** Tells the server what it was not told yet. Never throws. */
  tell(): Promise<void> {
    this.#telling = this.#telling.then(async () => {
      for (const each of [...this.#waiting]) {
        if (!(await this.#tellOne(each))) return;
        await this.#keep(this.#waiting.filter((other) => other !== each));
      }
    });
    return this.#telling;
  }

  /** Whether it is dismissed and the server was not told yet. */
  holds(repository: string | null, fingerprint: string): boolean {
    const found = this.#waiting.find((each) => isSame(each, { repository, fingerprint }));
    return found !== undefined && found.dismissed !== null;
  }

  /** False: the server is away, and it waits. One that the server refuses it will always refuse. */
  async #tellOne(body: Waiting): Promise<boolean> {
    try {
      await this.#parts.gateway.ask(
        { path: "/v1/review/dismissals", body, timeoutMs },
        z.unknown(),
      );
      return true;
    } catch (error) {
      this.#parts.log.debug({ error }, "a dismissal was not told");
      return error instanceof GatewayError && error.fault === "refused";
    }
  }

  async #keep(all: Waiting[]): Promise<void> {
    this.#waiting = all;
    await this.#parts.memory.update(key, all.length === 0 ? undefined : all);
  }
}

function isSame(
  a: Pick<Waiting, "repository" | "fingerprint">,
  b: Pick<Waiting, "repository" | "fingerprint">,
): boolean {
  return a.repository === b.repository && a.fingerprint === b.fingerprint;
}
