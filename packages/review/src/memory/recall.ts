import type { Position } from "@devflow/diff";
import type { Candidate, Finding, Remark, RemarkChange } from "../model.ts";
import type { ChangeLines } from "./change-lines.ts";
import { decideRemarks, type StillStands } from "./decide-remarks.ts";
import { locateRemarks } from "./locate-remarks.ts";
import { coveredByChanged, coveredByOthers, matchFindings } from "./match-findings.ts";

export interface Recollection {
  /** Which findings of this head were said before, and by which remark. */
  said: ReadonlyMap<Finding, Remark>;
  remarkChanges: RemarkChange[];
}

export interface ToRecall {
  remarks: readonly Remark[];
  findings: readonly Finding[];
  lines: ChangeLines;
  hits: readonly Pick<Candidate, "path" | "source" | "position">[];
  isScanned(path: string): boolean;
  isSwitchedOff(source: Remark["source"], path: string): boolean;
  stillStands(remark: Remark, path: string, position: Position): Promise<StillStands>;
}

/**
 * The memory of a pull request: which remarks stand at this head and where, which are fixed, which
 * are back, and which findings only repeat them.
 */
export async function recall(input: ToRecall): Promise<Recollection> {
  const { remarks, findings, lines } = input;
  const whereabouts = locateRemarks(remarks, lines);
  const matched = matchFindings(findings, whereabouts);
  const remarkChanges = await decideRemarks({ ...input, whereabouts, matched });
  const unmatched = findings.filter((finding) => !matched.has(finding));
  const covered = coveredByChanged(unmatched, whereabouts, remarkChanges);
  const others = coveredByOthers(unmatched, whereabouts);
  return { said: new Map([...others, ...matched, ...covered]), remarkChanges };
}
