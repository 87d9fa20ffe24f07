import { randomUUID } from "node:crypto";
import type { Memento } from "vscode";
import { type Conversation, restoreConversation } from "./conversation.ts";

/**
 * Wanted: a reload of the window loses no explanation, also right after its answer; whoever wants no answers on their disk has none there.
 *
 * Design: VS Code restores a panel with what its page kept, but in a browser it writes both down only every few seconds. The conversation
 * that went on last is in the state of the workspace, too, which is written at once, and goes when its panel is closed.
 * Where answers are not kept, both hold the questions alone. Accepted: of several panels that were new, one comes back.
 */
const key = "devflow.explain.last";

interface Kept {
  panel: string;
  talk: unknown;
}

export class KeptTalk {
  readonly #state: Pick<Memento, "get" | "update">;
  readonly #keepsAnswers: () => boolean;

  constructor(state: Pick<Memento, "get" | "update">, keepsAnswers: () => boolean) {
    this.#state = state;
    this.#keepsAnswers = keepsAnswers;
  }

  /** A name for a panel, by which it keeps and forgets. */
  newPanel(): string {
    return randomUUID();
  }

  /** Keeps the conversation of a panel; gives as much of it as the panel's page may keep. */
  keep(panel: string, talk: Conversation): Conversation {
    const kept = this.#keepsAnswers() ? talk : withoutAnswers(talk);
    void this.#state.update(key, { panel, talk: kept } satisfies Kept);
    return kept;
  }

  /** The panel was closed by the person. */
  forget(panel: string): void {
    if (this.#state.get<Kept>(key)?.panel === panel) void this.#state.update(key, undefined);
  }

  /** What went on last in this workspace; null where it was closed. */
  last(): Conversation | null {
    return restoreConversation(this.#state.get<Kept>(key)?.talk);
  }

  /** The conversation that a page kept, or the same one as it went on afterwards. */
  newest(ofPage: Conversation): Conversation {
    const last = this.last();
    const isSame = last !== null && JSON.stringify(last.subject) === JSON.stringify(ofPage.subject);
    return isSame && last.turns.length >= ofPage.turns.length ? last : ofPage;
  }
}

function withoutAnswers(talk: Conversation): Conversation {
  const turns = talk.turns.map((turn) => ({
    ...turn,
    answer: "",
    state: "stopped" as const,
    citations: [],
  }));
  return { ...talk, turns };
}
