import type { Position } from "@devflow/diff";
import { lowerBound } from "../lower-bound.ts";
import type { Finding } from "../model.ts";

/** Findings by path and line: each remark looks at those near it only. */
export class FindingsByPlace {
  readonly #byPath: ReadonlyMap<string, { sorted: readonly Finding[]; longest: number }>;

  constructor(findings: readonly Finding[]) {
    this.#byPath = new Map(
      [...Map.groupBy(findings, ({ path }) => path)].map(([path, all]) => {
        const longest = all.reduce((most, each) => Math.max(most, each.line - each.startLine), 0);
        return [path, { sorted: all.toSorted(byStart), longest }];
      }),
    );
  }

  /** Those of the path that are on the lines, or at most `reach` beside them. */
  near(path: string, { startLine, line }: Position, reach = 0): Finding[] {
    const ofPath = this.#byPath.get(path);
    if (ofPath === undefined) return [];
    const { sorted, longest } = ofPath;
    const from = lowerBound(sorted, startLine - reach - longest, startOf);
    const to = lowerBound(sorted, line + reach + 1, startOf);
    return sorted.slice(from, to).filter((each) => each.line >= startLine - reach);
  }
}

export function byStart(a: Finding, b: Finding): number {
  return a.startLine - b.startLine;
}

export function startOf({ startLine }: Finding): number {
  return startLine;
}
