import type { ContextItem, ContextKind } from "../model.ts";
import { overlaps } from "./line-range.ts";

/** What each kind may take first; what it leaves goes to the others in the same order. */
const QUOTAS: readonly (readonly [ContextKind, number])[] = [
  ["definition", 0.45],
  ["caller", 0.25],
  ["test", 0.15],
  ["similar", 0.15],
];
/** A shorter piece says too little to be worth its header in the prompt. */
const FEWEST_LINES = 3;

/**
 * Chooses items in their given order: first each kind within its quota, then all in what is left.
 * Nothing is taken twice; an item that does not fit is cut at a line's end, or left out.
 */
export function fillBudget(items: readonly ContextItem[], maxCharacters: number): ContextItem[] {
  const taken: ContextItem[] = [];
  let left = maxCharacters;
  const take = (item: ContextItem, room: number): number => {
    const isTaken = taken.some(({ path, ...range }) => path === item.path && overlaps(range, item));
    const cut = isTaken ? null : cutTo(item, room);
    if (cut === null) return 0;
    taken.push(cut);
    left -= cut.text.length;
    return cut.text.length;
  };
  for (const [kind, share] of QUOTAS) {
    let room = Math.floor(maxCharacters * share);
    for (const item of items) if (item.kind === kind) room -= take(item, Math.min(room, left));
  }
  for (const item of items) take(item, left);
  const order = QUOTAS.map(([kind]) => kind);
  return taken.sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind));
}

function cutTo(item: ContextItem, room: number): ContextItem | null {
  if (item.text.length <= room) return item;
  const lines = item.text.split("\n");
  let length = -1;
  let count = 0;
  while (length + 1 + (lines[count]?.length ?? 0) <= room) {
    length += 1 + (lines[count]?.length ?? 0);
    count += 1;
  }
  if (count < FEWEST_LINES) return null;
  const text = lines.slice(0, count).join("\n");
  return { ...item, text, endLine: item.startLine + count - 1 };
}
