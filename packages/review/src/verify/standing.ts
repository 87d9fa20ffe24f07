import type { FileDiff, Position } from "@devflow/diff";
import type { ContextItem } from "@devflow/retrieval";
import type { Counts } from "../counts.ts";
import type { ExpertSession } from "../expert-session.ts";
import type { FilterInUse } from "../filter/model.ts";
import type { Candidate, CodeIndex, Finding, ReviewPolicy, ReviewPorts } from "../model.ts";
import type { FileTexts } from "../scope/file-texts.ts";
import type { Drop } from "./stages.ts";

/** A candidate with a place on the diff, on its way through the gates. */
export interface Standing {
  candidate: Candidate;
  file: FileDiff;
  /** Where it was drafted; its fingerprint is of these lines. */
  anchor: Position;
  /** Where it will stand: narrower than the anchor when its suggestion changes fewer lines. */
  position: Position;
  suggestion: string | null;
  verdict: Finding["verdict"];
}

/** A gate lets a candidate through, changed or not, or says why not. */
export type Gate = (standing: Standing) => Promise<Standing | Drop>;

/** What the gates may look at. */
export interface VerifyWorld {
  files: readonly FileDiff[];
  texts: FileTexts;
  policy: ReviewPolicy;
  readFile: ReviewPorts["readFile"];
  index: CodeIndex | null;
  /** What the expert was shown beside the lines that the candidate is about. */
  contextOf: (candidate: Candidate) => readonly ContextItem[];
  session: ExpertSession | null;
  filter: FilterInUse;
  counts: Counts;
  signal: AbortSignal | undefined;
}

export function isDrop(outcome: Standing | Drop): outcome is Drop {
  return "stage" in outcome;
}
