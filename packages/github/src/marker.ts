import { invariant } from "@devflow/errors";

export type MarkerKind = "review" | "comment" | "place" | "reply" | "summary";

/** What a key may be made of: nothing that could end the HTML comment or start another one. */
const keyPattern = /^[A-Za-z0-9._:-]{1,200}$/;

/**
 * The hidden mark of everything we write on GitHub: a reader does not see it, and we find our own
 * text again by it. A mark proves nothing by itself: only text of our own author counts.
 */
function marker(kind: MarkerKind, key: string): string {
  invariant(keyPattern.test(key), "a marker's key is made of letters, digits and . _ : - only");
  return `<!-- devflow:${kind} ${key} -->`;
}

/** Stands in the body of a review. `key` is the head sha: a pull request has one review per head. */
export function reviewMarker(key: string): string {
  return marker("review", key);
}

/** Stands in an inline comment. `key` is the finding's fingerprint. */
export function commentMarker(key: string): string {
  return marker("comment", key);
}

/** Stands in an inline comment for each other place that it names: which finding, and how far away. */
export function placeMarker(place: NamedPlace): string {
  return marker("place", `${place.fingerprint}:${place.linesBelow}`);
}

/** A place that a comment names beside its own. */
export interface NamedPlace {
  fingerprint: string;
  /** Less than 0 above the comment's own line. */
  linesBelow: number;
}

/** What {@link placeMarker} wrote into a comment. */
export function namedPlaces(text: string): NamedPlace[] {
  return [...text.matchAll(/<!-- devflow:place ([0-9a-f]{1,64}):(-?\d{1,7}) -->/g)].map(
    ([, fingerprint = "", linesBelow]) => ({ fingerprint, linesBelow: Number(linesBelow) }),
  );
}

/** Stands in an answer. `key` is the id of the command's row, or what the answer is about. */
export function replyMarker(key: string): string {
  return marker("reply", key);
}

/** Stands in the one comment that sums up all reviews of a pull request. */
export function summaryMarker(pullNumber: number): string {
  return marker("summary", String(pullNumber));
}

/**
 * The key of the last mark of that kind in the text, null without one. The last: ours stands at the
 * end, and what stands before it may be a model's words, which could name a mark to hide a finding.
 */
export function findMarkerKey(kind: MarkerKind, text: string): string | null {
  const pattern = new RegExp(`<!-- devflow:${kind} ([A-Za-z0-9._:-]{1,200}) -->`, "g");
  return [...text.matchAll(pattern)].at(-1)?.[1] ?? null;
}

/** Whether the text's own mark, the last of its kind, is this one. */
export function carriesMarker(text: string, mark: string): boolean {
  const kind = /^<!-- devflow:\w+ /.exec(mark)?.[0];
  invariant(kind !== undefined, "a mark is made by one of the functions above");
  const last = text.lastIndexOf(kind);
  return last !== -1 && text.startsWith(mark, last);
}
