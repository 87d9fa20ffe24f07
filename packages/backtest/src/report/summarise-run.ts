import { compareSides, type PairedDifference } from "../compare-sides.ts";
import { measureSide, type SideMeasures } from "../measure-side.ts";
import type { BacktestRun, NotReplayed } from "../model.ts";

export interface RunSummary {
  sides: SideMeasures[];
  /** Empty with one side. */
  paired: PairedDifference[];
  /** Of the first side: what is found of all that is known, by how far apart the same place may be. */
  byDistance: { near: number; found: number; truths: number }[];
  notReplayed: [reason: string, changes: NotReplayed[]][];
}

/** How far apart the same place may be: AACR-Bench takes 1. */
const distances = [0, 1, 3, 10];

/** All numbers of a run. The same run gives the same ones. */
export function summariseRun({ sides, replays, settings, notReplayed }: BacktestRun): RunSummary {
  const { near } = settings;
  return {
    sides: sides.map((_, side) => measureSide(replays, side, near)),
    paired: sides.length < 2 ? [] : compareSides(replays, near),
    byDistance: distances.map((distance) => {
      const { found, truths } = measureSide(replays, 0, distance).any;
      return { near: distance, found, truths };
    }),
    notReplayed: [...Map.groupBy(notReplayed, ({ reason }) => reason)].sort(
      ([, one], [, other]) => other.length - one.length,
    ),
  };
}
