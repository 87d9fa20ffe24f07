import type { LocalRepository } from "@devflow/git";
import type { Finding, ReviewResult } from "@devflow/review";
import type { SeededRandom } from "@devflow/statistics";
import { readLocalChange } from "../../apps/cli/src/local/local-change.ts";
import type { CleanChange } from "./clean-changes.ts";
import type { GitObjects } from "./git-objects.ts";
import { type LanguageGroup, readSource, type Source } from "./plant/source.ts";
import { chooseDefects, type Defect } from "./plant-defects.ts";
import { meaningOf, type Reviewer, reviewCommit } from "./review-commit.ts";

/** A change with one defect in it, reviewed. */
export interface PlantedReview {
  defect: Omit<Defect, "text">;
  result: ReviewResult;
  hit: boolean;
  /** Of its findings, those about the planted defect. */
  hits: Finding[];
}

/** One change, reviewed as it was and with each of its defects. */
export interface MeasuredChange {
  name: string;
  groups: LanguageGroup[];
  clean: ReviewResult;
  planted: PlantedReview[];
}

export interface Measuring {
  objects: GitObjects;
  repository: LocalRepository;
  reviewer: Reviewer;
  random: SeededRandom;
  /** Kinds of defects planted into one change at most. */
  defectsPerChange: number;
}

/** Lines beside the planted ones on which a finding still counts as about them. */
const tolerance = 2;

/** Null when no defect finds a place in the change: then it could not tell both sides. */
export async function measureChange(
  change: CleanChange,
  measuring: Measuring,
): Promise<MeasuredChange> {
  const { objects, repository, reviewer, random, defectsPerChange } = measuring;
  const local = await readLocalChange(repository, change);
  const clean = await reviewCommit(reviewer, local);
  const sources: Source[] = [];
  for (const file of local.change.files) {
    const text = await local.readFile("head", file.path);
    const source = text === null ? null : readSource(file, text);
    if (source !== null) sources.push(source);
  }
  const defects = await chooseDefects(sources, defectsPerChange, random);
  const known = new Set(clean.findings.map(meaningOf));
  const planted: PlantedReview[] = [];
  for (const { text, ...defect } of defects) {
    const texts = new Map([[defect.path, text]]);
    const head = objects.commitTexts(change.base, change.head, texts);
    const result = await reviewCommit(
      reviewer,
      await readLocalChange(repository, { base: change.base, head }),
    );
    const hits = result.findings.filter(
      (finding) => !known.has(meaningOf(finding)) && isAbout(finding, defect),
    );
    planted.push({ defect, result, hit: hits.length > 0, hits });
  }
  const groups = [...new Set(sources.map(({ group }) => group))];
  return { name: change.name, groups, clean, planted };
}

function isAbout(finding: Finding, defect: Omit<Defect, "text">): boolean {
  return (
    finding.path === defect.path &&
    (finding.side === "LEFT" ||
      (finding.startLine <= defect.endLine + tolerance &&
        finding.line >= defect.startLine - tolerance))
  );
}
