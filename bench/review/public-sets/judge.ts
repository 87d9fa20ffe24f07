import type { Expert } from "@devflow/expert";
import type { Finding } from "@devflow/review";
import type { Golden, PublicSet } from "./model.ts";

/** Pairs of one of our comments and a golden one that mean the same, by index. */
export interface Matches {
  /** Golden comments that at least one of ours names. */
  golden: Set<number>;
  /** Comments of ours that name at least one golden one. */
  candidates: Set<number>;
  /** Comments of ours in a golden place, whatever they say. */
  placed: Set<number>;
  goldenPlaces: Set<number>;
  /** Answers that could not be read: counted as no match. */
  unread: number;
}

/** Asks about each pair once; without a judge only places are compared. */
export async function matchFindings(
  set: PublicSet,
  golden: readonly Golden[],
  findings: readonly Finding[],
  judge: Expert | null,
): Promise<Matches> {
  const matches: Matches = {
    golden: new Set(),
    candidates: new Set(),
    placed: new Set(),
    goldenPlaces: new Set(),
    unread: 0,
  };
  for (const [goldenIndex, wanted] of golden.entries()) {
    for (const [index, finding] of findings.entries()) {
      const isPlaced = isInPlace(wanted, finding, set.maxLineDistance ?? 0);
      if (isPlaced) {
        matches.placed.add(index);
        matches.goldenPlaces.add(goldenIndex);
      }
      const isAsked = judge !== null && (set.maxLineDistance === null || isPlaced);
      if (!isAsked) continue;
      const verdict = await askJudge(set, wanted, finding, judge);
      if (verdict === null) matches.unread += 1;
      if (verdict !== true) continue;
      matches.golden.add(goldenIndex);
      matches.candidates.add(index);
    }
  }
  return matches;
}

async function askJudge(
  set: PublicSet,
  wanted: Golden,
  finding: Finding,
  judge: Expert,
): Promise<boolean | null> {
  const { text } = await judge.complete({
    ...set.judgePrompt(wanted.text, `${finding.title}\n${finding.body}`),
    maxOutputTokens: judge.maxOutputTokens,
    temperature: 0,
    purpose: "probe",
  });
  return set.readVerdict(text);
}

function isInPlace({ place }: Golden, finding: Finding, maxDistance: number): boolean {
  return (
    place !== null &&
    place.path === finding.path &&
    place.side === finding.side &&
    finding.startLine <= place.endLine + maxDistance &&
    finding.line >= place.startLine - maxDistance
  );
}
