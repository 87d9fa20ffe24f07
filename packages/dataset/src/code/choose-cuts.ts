import { createHash } from "node:crypto";
import { SeededRandom } from "@devflow/statistics";
import type { CodeCut, CutKind } from "@devflow/syntax";

/**
 * How often each kind is drawn: editors ask at the end of a line most, and what is taken in blocks
 * is less often but more (16 % of what is shown and 42 % of the accepted characters at Meta).
 */
const shares: readonly (readonly [CutKind, number])[] = [
  ["line_end", 0.35],
  ["statement", 0.2],
  ["block", 0.2],
  ["expression", 0.13],
  ["arguments", 0.12],
];

/** Characters of a middle, drawn evenly by logarithm: as many short ones as long ones. */
const sizes = { least: 6, most: 900 };
const charactersPerCut = 1_200;
const mostCuts = 12;
/** Of those nearest to the drawn size, one is taken. */
const nearest = 5;

/** Cuts of a file, the same for the same text: kinds and sizes are drawn by the text's digest. */
export function chooseCuts(text: string, cuts: readonly CodeCut[]): CodeCut[] {
  const random = new SeededRandom(createHash("sha256").update(text).digest().readUInt32BE(0));
  const bySize = [...cuts].sort((a, b) => sizeOf(a) - sizeOf(b) || a.start - b.start);
  const left = new Map(shares.map(([kind]) => [kind, bySize.filter((cut) => cut.kind === kind)]));
  const chosen: CodeCut[] = [];
  const wanted = Math.min(mostCuts, Math.ceil(text.length / charactersPerCut));
  for (let tries = 0; tries < 2 * wanted && chosen.length < wanted; tries++) {
    const cut = nearestOf(left.get(drawKind(random)) ?? [], drawSize(random), random);
    if (cut === undefined) continue;
    chosen.push(cut);
    for (const each of left.values()) {
      const at = each.findIndex(({ start, end }) => start === cut.start && end === cut.end);
      if (at !== -1) each.splice(at, 1);
    }
  }
  return chosen.sort((a, b) => a.start - b.start || a.end - b.end);
}

function drawKind(random: SeededRandom): CutKind {
  let point = random.next();
  for (const [kind, share] of shares) {
    point -= share;
    if (point < 0) return kind;
  }
  return "line_end";
}

function drawSize(random: SeededRandom): number {
  return sizes.least * (sizes.most / sizes.least) ** random.next();
}

/** @param cuts by their size */
function nearestOf(
  cuts: readonly CodeCut[],
  size: number,
  random: SeededRandom,
): CodeCut | undefined {
  let low = 0;
  let high = cuts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const cut = cuts[middle];
    if (cut !== undefined && sizeOf(cut) < size) low = middle + 1;
    else high = middle;
  }
  const first = Math.max(0, Math.min(low - (nearest >> 1), cuts.length - nearest));
  const count = Math.min(nearest, cuts.length);
  return cuts[first + Math.floor(random.next() * count)];
}

function sizeOf({ start, end }: CodeCut): number {
  return end - start;
}
