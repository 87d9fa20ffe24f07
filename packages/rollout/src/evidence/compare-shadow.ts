/** A finding, as far as two experts' words about one change are compared. */
export interface ComparedFinding {
  fingerprint: string;
  path: string;
  line: number;
  /** What became of a posted one; null while nobody knows. */
  label?: "wanted" | "unwanted" | null;
}

export interface ShadowComparison {
  agreed: number;
  /** Only the shadow says it; only the posted review did. */
  extra: number;
  dropped: number;
  wanted: { posted: number; kept: number };
  unwanted: { posted: number; kept: number };
}

/** The same thing in other words is about the same line, or the one beside it. */
const sameWithinLines = 1;

/** What a draft in the shadow has in common with what was posted. Each finding is matched once. */
export function compareShadow(
  posted: readonly ComparedFinding[],
  drafted: readonly ComparedFinding[],
): ShadowComparison {
  const left = new Set(drafted);
  const isKept = (finding: ComparedFinding) => {
    const exact = [...left].find(({ fingerprint }) => fingerprint === finding.fingerprint);
    const match = exact ?? [...left].find((each) => isNear(each, finding));
    return match !== undefined && left.delete(match);
  };
  const kept = new Set(posted.filter(isKept));
  const count = (label: "wanted" | "unwanted") => {
    const of = posted.filter((finding) => finding.label === label);
    return { posted: of.length, kept: of.filter((finding) => kept.has(finding)).length };
  };
  return {
    agreed: kept.size,
    extra: left.size,
    dropped: posted.length - kept.size,
    wanted: count("wanted"),
    unwanted: count("unwanted"),
  };
}

function isNear(one: ComparedFinding, other: ComparedFinding): boolean {
  return one.path === other.path && Math.abs(one.line - other.line) <= sameWithinLines;
}
