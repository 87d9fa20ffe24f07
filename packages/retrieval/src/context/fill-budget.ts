import { estimateTokens } from "@devflow/expert/estimate-tokens";
import type { ContextItem, ContextKind } from "../model.ts";
import { itemTokens } from "./item-tokens.ts";
import { overlaps } from "./line-range.ts";

/** What each kind may take first; what it leaves goes to the others in the same order. */
const QUOTAS: readonly (readonly [ContextKind, number])[] = [
  ["definition", 0.4],
  ["caller", 0.2],
  ["test", 0.12],
  ["duplicate", 0.1],
  ["review", 0.06],
  ["similar", 0.06],
  ["convention", 0.06],
];
/** A shorter piece says too little to be worth its header in the prompt. */
const FEWEST_LINES = 3;
const LARGEST_BREADTH_TOKENS = 120;
/** What only definitions may take in the second round when there is breadth. */
const BREADTH_SHARE = 0.2;

/** An item before its cost is known. */
export interface UnpricedItem extends Omit<ContextItem, "tokens"> {
  /** One of the few lines of many files that fill what is left. */
  isBreadth?: boolean;
}

/**
 * Chooses items in their given order: first each kind within its quota, then all in what is left,
 * and at the end breadth: a few lines of files that no other item is from.
 * Nothing is taken twice; an item that does not fit is cut at a line's end, or left out.
 */
export function fillBudget(all: readonly UnpricedItem[], maxTokens: number): ContextItem[] {
  const items = all.filter(({ isBreadth }) => isBreadth !== true);
  const taken: (ContextItem & { isBreadth?: boolean })[] = [];
  let left = maxTokens;
  const take = (item: UnpricedItem, room: number): number => {
    const isTaken = taken.some((other) => isSame(other, item));
    const cut = isTaken ? null : cutTo(item, room);
    if (cut === null) return 0;
    taken.push(cut);
    left -= cut.tokens;
    return cut.tokens;
  };
  for (const [kind, share] of QUOTAS) {
    let room = Math.floor(maxTokens * share);
    for (const item of items) if (item.kind === kind) room -= take(item, Math.min(room, left));
  }
  const kept = items.length < all.length ? Math.floor(maxTokens * BREADTH_SHARE) : 0;
  for (const [kind] of QUOTAS) {
    // What the changed lines use is worth more than breadth.
    const reserve = kind === "definition" ? 0 : kept;
    for (const item of items) if (item.kind === kind) take(item, left - reserve);
  }
  for (const item of all) {
    if (item.isBreadth !== true || taken.some(({ path }) => path === item.path)) continue;
    take(item, Math.min(left, LARGEST_BREADTH_TOKENS));
  }
  const order = QUOTAS.map(([kind]) => kind);
  return taken
    .map(({ isBreadth, ...item }) => item)
    .sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind));
}

/** Remarks stand beside the code that they are about; everything else is the code itself. */
function isSame(a: UnpricedItem, b: UnpricedItem): boolean {
  if ((a.kind === "review") !== (b.kind === "review")) return false;
  return a.path === b.path && (a.kind === "review" ? a.text === b.text : overlaps(a, b));
}

function cutTo(item: UnpricedItem, room: number): ContextItem | null {
  const tokens = itemTokens(item);
  if (tokens <= room) return { ...item, tokens };
  const lines = item.text.split("\n");
  let spent = itemTokens({ ...item, text: "" });
  let count = 0;
  while (count < lines.length) {
    // Line by line the estimate is rounded up each time, so the whole never costs more.
    const cost = estimateTokens(`${lines[count]}\n`);
    if (spent + cost > room) break;
    spent += cost;
    count += 1;
  }
  const isRemark = item.kind === "review";
  if (count < (isRemark ? 1 : FEWEST_LINES)) return null;
  const text = lines.slice(0, count).join("\n");
  const cut = isRemark ? { ...item, text } : { ...item, text, endLine: item.startLine + count - 1 };
  return { ...cut, tokens: itemTokens(cut) };
}
