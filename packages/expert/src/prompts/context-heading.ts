const RELATED = "Related code, not changed, only to understand:";

/** None costs more tokens than the usual one: budgets count that for every piece. */
const HEADINGS: Readonly<Record<string, string>> = {
  duplicate: "A near copy of the changed code, not changed:",
  review: "Earlier comment on similar code, may not fit:",
  convention: "From the guides of this team:",
};

/** What a piece of context is to the reader, in our own words, outside of the data markers. */
export function contextHeading(kind: string): string {
  return HEADINGS[kind] ?? RELATED;
}
