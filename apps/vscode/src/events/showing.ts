import { LRUCache } from "lru-cache";
import type { Edit } from "../completion/tracked-range.ts";
import type { UsageEvent } from "./usage-event.ts";

/**
 * Wanted: views, acceptances and dismissals that mean the same as elsewhere: a completion counts as seen
 * after 750 ms, as dismissed when it went away after that or stood for ten seconds.
 *
 * Design: VS Code tells extensions of its stable API only that one was accepted (the item's command). That it was
 * shown, partly accepted or hidden (`handleDidShowCompletionItem`, `handleDidPartiallyAcceptCompletionItem`, `handleEndOfLifetime`)
 * is proposed API, which a packaged extension must not use. So it is read from what can be seen: the list that was
 * returned, the edits that follow, the cursor, the active editor.
 *
 * Races accepted: a list that VS Code did not draw (a suggestion list lay over it) counts as seen; Escape is
 * not seen, the ten seconds end it; accepting a word of one character looks like typing it; pasting the very text
 * that was suggested looks like accepting a part.
 */

export const visibleAfterMs = 750;
export const dismissedAfterMs = 10_000;
/** Completions that were seen before do not count again. */
const rememberedViews = 50;

export interface ShownItem {
  completionId: string;
  choiceIndex: number;
  uri: string;
  /** Where it would be inserted. */
  offset: number;
  text: string;
}

export interface Viewing {
  viewId: string;
  elapsedMs: number;
}

interface Current extends ShownItem {
  viewId: string;
  shownAt: number;
  /** Characters of it that stand in the document by now. */
  taken: number;
  isSeen: boolean;
  isSettled: boolean;
  timers: ReturnType<typeof setTimeout>[];
}

export class Showing {
  readonly #send: (event: UsageEvent) => void;
  readonly #newViewId: () => string;
  readonly #seen = new LRUCache<string, true>({ max: rememberedViews });
  #current: Current | null = null;

  constructor(send: (event: UsageEvent) => void, newViewId: () => string) {
    this.#send = send;
    this.#newViewId = newViewId;
  }

  /** The provider returned this one first. One that goes on with what is shown is the same showing. */
  show(item: ShownItem): void {
    if (this.#current !== null && goesOn(this.#current, item)) return;
    this.hide();
    const current: Current = {
      ...item,
      viewId: this.#newViewId(),
      shownAt: Date.now(),
      taken: 0,
      isSeen: false,
      isSettled: false,
      timers: [],
    };
    this.#current = current;
    current.timers.push(
      setTimeout(() => this.#see(current), visibleAfterMs),
      setTimeout(() => this.#dismiss(current), dismissedAfterMs),
    );
  }

  /** A document was edited. What does not go on with the suggestion hides it. */
  edit(uri: string, edit: Edit): void {
    const current = this.#current;
    if (current === null || current.uri !== uri) return;
    const rest = current.text.slice(current.taken);
    const taken = takenBy(edit, current.offset + current.taken, rest);
    if (taken === 0) {
      this.hide();
      return;
    }
    current.taken += taken;
    // The whole of it: accepted, which the command tells next, or typed to its end.
    if (taken === rest.length || taken === 1 || isClosedPair(edit.inserted)) return;
    this.#see(current);
    this.#tell(current, "partial", measureOf(edit.inserted));
  }

  /** A cursor that is not where the suggestion goes on hides it. */
  moveCursor(uri: string, offset: number): void {
    const current = this.#current;
    if (current === null) return;
    if (current.uri !== uri || offset !== current.offset + current.taken) this.hide();
  }

  /** It is not shown any more. */
  hide(): void {
    const current = this.#current;
    if (current === null) return;
    this.#current = null;
    if (current.taken < current.text.length) this.#dismiss(current);
    this.#settle(current);
  }

  /** The item's command came. Gives what is needed to follow the accepted text. */
  accept(item: ShownItem): Viewing {
    const current = this.#current;
    const isCurrent = current?.completionId === item.completionId;
    const viewing: Current =
      isCurrent && current !== null
        ? { ...current, choiceIndex: item.choiceIndex, isSettled: false }
        : {
            ...item,
            viewId: this.#newViewId(),
            shownAt: Date.now(),
            taken: 0,
            isSeen: false,
            isSettled: false,
            timers: [],
          };
    this.#see(viewing);
    this.#tell(viewing, "select", measureOf(item.text));
    if (isCurrent && current !== null) {
      this.#settle(current);
      this.#current = null;
    }
    return { viewId: viewing.viewId, elapsedMs: Date.now() - viewing.shownAt };
  }

  #see(current: Current): void {
    if (current.isSeen) return;
    current.isSeen = true;
    const key = `${current.completionId}:${current.choiceIndex}`;
    if (this.#seen.has(key)) return;
    this.#seen.set(key, true);
    this.#tell(current, "view", {});
  }

  #dismiss(current: Current): void {
    if (!current.isSeen || current.isSettled) return;
    this.#settle(current);
    this.#tell(current, "dismiss", {});
  }

  #settle(current: Current): void {
    current.isSettled = true;
    for (const timer of current.timers) clearTimeout(timer);
  }

  #tell(current: Current, type: UsageEvent["type"], more: Partial<UsageEvent>): void {
    const { completionId, choiceIndex, viewId, shownAt } = current;
    this.#send({
      type,
      completionId,
      choiceIndex,
      viewId,
      elapsedMs: Date.now() - shownAt,
      ...more,
    });
  }
}

function goesOn(current: Current, next: ShownItem): boolean {
  return (
    current.uri === next.uri &&
    current.completionId === next.completionId &&
    current.choiceIndex === next.choiceIndex &&
    current.offset + current.taken === next.offset
  );
}

/** How many characters of the rest of a suggestion this edit puts into the document; 0 where it is another edit. */
function takenBy(edit: Edit, at: number, rest: string): number {
  const { inserted } = edit;
  if (edit.offset !== at || inserted === "") return 0;
  if (rest.startsWith(inserted)) return inserted.length;
  return isClosedPair(inserted) && rest.startsWith(inserted.charAt(0)) ? 1 : 0;
}

/** What an editor inserts for one key. */
function isClosedPair(inserted: string): boolean {
  return ["()", "[]", "{}", '""', "''", "``", "<>"].includes(inserted);
}

function measureOf(text: string): { acceptedChars: number; acceptedLines: number } {
  return { acceptedChars: text.length, acceptedLines: text.split("\n").length };
}
