import { hash } from "node:crypto";
import type { EditTrace } from "./edit-traces.ts";

/** About what people accept of what they are shown; the rest is wrong from some character on. */
const RIGHT_SHARE = 0.35;
const TAIL = 60;
const SUFFIX_HEAD = 60;

/**
 * A model that knows what comes: for a share of the lines it writes what was typed in truth, for the
 * others something else. Whether it knows a line is the same for every key in it, as with a real one.
 */
export class Oracle {
  readonly #bySuffix: ReadonlyMap<string, readonly EditTrace[]>;

  constructor(traces: readonly EditTrace[]) {
    this.#bySuffix = Map.groupBy(traces, ({ suffix }) => suffix.slice(0, SUFFIX_HEAD));
  }

  /** What it writes for a prompt in Qwen's words. */
  answer(prompt: string): string {
    const begin = prompt.lastIndexOf("<|fim_prefix|>") + "<|fim_prefix|>".length;
    const middle = prompt.indexOf("<|fim_suffix|>", begin);
    const suffix = prompt.slice(middle + "<|fim_suffix|>".length);
    const tail = prompt.slice(Math.max(begin, middle - TAIL), middle);
    for (const trace of this.#bySuffix.get(suffix.slice(0, SUFFIX_HEAD)) ?? []) {
      const rest = restOf(trace, tail);
      if (rest !== null) return isKnown(trace, rest) ? rest : wrong(rest);
    }
    return "unknown_place();";
  }
}

/** What is typed behind the cursor, whose text ends with `tail`; null when that is elsewhere. */
function restOf({ prefix, typed }: EditTrace, tail: string): string | null {
  const text = prefix.slice(-TAIL) + typed;
  const at = text.lastIndexOf(tail);
  if (at === -1) return null;
  return text.slice(at + tail.length);
}

function isKnown({ path, typed }: EditTrace, rest: string): boolean {
  const line = typed.slice(0, typed.length - rest.length).split("\n").length;
  const digest = hash("sha256", `${path} ${typed} ${line}`, "buffer");
  return digest.readUInt16BE() / 65_536 < RIGHT_SHARE;
}

function wrong(rest: string): string {
  return `${rest.slice(0, rest.length % 5)}_otherwise(${rest.length % 7});`;
}
