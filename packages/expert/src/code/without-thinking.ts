/**
 * The reasoning that some models write in front of an answer, taken out of a stream of pieces:
 * `<think>…</think>` and its kin at the beginning. Nothing else is held back.
 */
export function withoutThinking(): (piece: string) => string {
  let held: string | null = "";
  let isThinking = false;
  return (piece) => {
    if (held === null) return piece;
    held += piece;
    if (!isThinking) {
      const start = held.trimStart();
      if (OPENING.test(start)) isThinking = true;
      else if (MAY_OPEN.test(start)) return "";
      else return release(held);
    }
    const end = CLOSING.exec(held);
    if (end === null) {
      // Of thoughts nothing is kept but what may be the beginning of their end.
      held = held.slice(-LONGEST_TAG);
      return "";
    }
    return release(held.slice(end.index + end[0].length).trimStart());
  };
  function release(text: string): string {
    held = null;
    return text;
  }
}

const TAGS = "think|thinking|thought|reasoning|reflection|scratchpad|analysis";
const OPENING = new RegExp(`^<(?:${TAGS})>`, "i");
const CLOSING = new RegExp(`</(?:${TAGS})>`, "i");
const LONGEST_TAG = 20;
/** Nothing yet, or the beginning of a tag. */
const MAY_OPEN = /^(?:<[a-z]{0,10})?$/i;
