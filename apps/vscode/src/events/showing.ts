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

const visibleAfterMs = 750;
const dismissedAfterMs = 10_000;
/** What is gone and comes back within this time was not dismissed: a list closed over it, or a key was taken back. */
const returnsWithinMs = 500;
/** Completions that were seen before do not count again. */
const rememberedViews = 50;

export interface ShownItem {
  completionId: string;
  choiceIndex: number;
  uri: string;
  /** Where it would be inserted. */
  offset: number;
  /** What would come into the document beyond what stands there. */
  text: string;
  /** What its answer took, as the editor measured it. */
  clientMs?: number;
}

export interface Viewing {
  viewId: string;
  /** Where the accepted text begins: edits above it, by other cursors too, moved it. */
  offset: number;
}

interface Current extends ShownItem {
  viewId: string;
  shownAt: number;
  /** Characters of it that stand in the document by now. */
  taken: number;
  /** As many as that before the edit that brought the rest; null before that edit. */
  takenBeforeRest: number | null;
  isSeen: boolean;
  isDismissed: boolean;
  timers: ReturnType<typeof setTimeout>[];
}

export class Showing {
  readonly #send: (event: UsageEvent) => void;
  readonly #newViewId: () => string;
  readonly #seen = new LRUCache<string, true>({ max: rememberedViews });
  #current: Current | null = null;
  #gone: Current | null = null;

  constructor(send: (event: UsageEvent) => void, newViewId: () => string) {
    this.#send = send;
    this.#newViewId = newViewId;
  }

  /** The provider returned this one first. One that is shown already, or was a moment ago, is the same showing. */
  show(item: ShownItem): void {
    const same = [this.#current, this.#gone].find((one) => one !== null && isSame(one, item));
    if (same) {
      if (same === this.#gone) this.#return(same);
      const { offset, text } = item;
      Object.assign(same, { offset, text, taken: 0, takenBeforeRest: null });
      return;
    }
    this.hide();
    const current = this.#begin(item);
    this.#current = current;
    this.#start(current);
  }

  /**
   * A document was edited. What stands at the cursor and does not go on with the suggestion hides it; an edit
   * elsewhere, for example of a second cursor or an import that was added above, moves it.
   */
  edit(uri: string, edit: Edit): void {
    const current = this.#current;
    if (current === null || current.uri !== uri) return;
    const at = current.offset + current.taken;
    if (edit.offset > at) return;
    if (edit.offset + edit.removed < at) {
      current.offset += edit.inserted.length - edit.removed;
      return;
    }
    const rest = current.text.slice(current.taken);
    const taken = takenBy(edit, at, rest);
    if (taken === 0) {
      this.hide();
      return;
    }
    if (taken === rest.length) current.takenBeforeRest = current.taken;
    current.taken += taken;
    // The whole of it: accepted, which the command tells next, or typed to its end.
    if (taken === rest.length || isOneKey(edit.inserted)) return;
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
    this.#forgetGone();
    this.#stop(current);
    // Typed to its end, or accepted and its command is on the way.
    if (current.taken === current.text.length) return;
    const elapsedMs = Date.now() - current.shownAt;
    const timer = setTimeout(() => this.#dismiss(current, elapsedMs), returnsWithinMs);
    current.timers = [timer];
    this.#gone = current;
  }

  /** The item's command came. Gives the showing that it was part of. */
  accept(item: ShownItem): Viewing {
    const shown = [this.#current, this.#gone].find(
      (one) => one?.completionId === item.completionId,
    );
    const viewing = shown ?? this.#begin(item);
    viewing.choiceIndex = item.choiceIndex;
    // One that was taken in part before is the same one to the editor: the parts are told already.
    const isSameText = viewing.text === item.text;
    const told = isSameText ? (viewing.takenBeforeRest ?? viewing.taken) : 0;
    const isWhole = isSameText && viewing.taken === viewing.text.length;
    const offset = isWhole ? viewing.offset : item.offset;
    if (viewing === this.#current) this.#current = null;
    if (viewing === this.#gone) this.#gone = null;
    this.#stop(viewing);
    this.#see(viewing);
    this.#tell(viewing, "select", measureOf(item.text.slice(told)));
    return { viewId: viewing.viewId, offset };
  }

  #begin(item: ShownItem): Current {
    const { completionId, choiceIndex, uri, offset, text, clientMs } = item;
    return {
      ...{ completionId, choiceIndex, uri, offset, text, taken: 0, takenBeforeRest: null },
      ...(clientMs !== undefined && { clientMs }),
      ...{ viewId: this.#newViewId(), shownAt: Date.now(), isSeen: false, isDismissed: false },
      timers: [],
    };
  }

  #start(current: Current): void {
    const age = Date.now() - current.shownAt;
    current.timers = [
      setTimeout(() => this.#see(current), Math.max(0, visibleAfterMs - age)),
      setTimeout(() => this.#dismiss(current), Math.max(0, dismissedAfterMs - age)),
    ];
  }

  #return(gone: Current): void {
    this.hide();
    this.#stop(gone);
    this.#gone = null;
    this.#current = gone;
    this.#start(gone);
  }

  /** One that is gone while another goes is dismissed now, not at its time. */
  #forgetGone(): void {
    const gone = this.#gone;
    this.#gone = null;
    if (gone === null) return;
    this.#stop(gone);
    this.#dismiss(gone);
  }

  #see(current: Current): void {
    if (current.isSeen) return;
    current.isSeen = true;
    const key = `${current.completionId}:${current.choiceIndex}`;
    if (this.#seen.has(key)) return;
    this.#seen.set(key, true);
    const { clientMs } = current;
    this.#tell(current, "view", clientMs === undefined ? {} : { clientMs });
  }

  #dismiss(current: Current, elapsedMs = Date.now() - current.shownAt): void {
    if (!current.isSeen || current.isDismissed) return;
    current.isDismissed = true;
    this.#tell(current, "dismiss", { elapsedMs });
  }

  #stop(current: Current): void {
    for (const timer of current.timers) clearTimeout(timer);
    current.timers = [];
  }

  #tell(current: Current, type: UsageEvent["type"], more: Partial<UsageEvent>): void {
    const { completionId, choiceIndex, viewId, shownAt } = current;
    const elapsedMs = Date.now() - shownAt;
    this.#send({ type, completionId, choiceIndex, viewId, elapsedMs, ...more });
  }
}

function isSame(shown: Current, item: ShownItem): boolean {
  return (
    shown.uri === item.uri &&
    shown.completionId === item.completionId &&
    shown.choiceIndex === item.choiceIndex
  );
}

/** How many characters of the rest of a suggestion this edit puts into the document; 0 where it is another edit. */
function takenBy(edit: Edit, at: number, rest: string): number {
  const { inserted } = edit;
  if (edit.offset !== at || inserted === "") return 0;
  if (rest.startsWith(inserted)) return inserted.length;
  return isClosedPair(inserted) && rest.startsWith(inserted.charAt(0)) ? 1 : 0;
}

/** A character, a pair, or a line's end with the indentation that editors put behind it. */
function isOneKey(inserted: string): boolean {
  return inserted.length === 1 || isClosedPair(inserted) || /^\r?\n[ \t]*$/.test(inserted);
}

/** What an editor inserts for the opening one. */
function isClosedPair(inserted: string): boolean {
  return ["()", "[]", "{}", '""', "''", "``", "<>"].includes(inserted);
}

function measureOf(text: string): { acceptedChars: number; acceptedLines: number } {
  return { acceptedChars: text.length, acceptedLines: text.split("\n").length };
}
