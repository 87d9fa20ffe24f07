/** Whoever has code in the repository. Of strangers anybody may write anything on public ones. */
const team: ReadonlySet<string> = new Set(["OWNER", "MEMBER", "COLLABORATOR", "CONTRIBUTOR"]);

/** By what GitHub calls the author of a comment: whether a review may learn from it. */
export function isOfTheTeam(authorAssociation: string): boolean {
  return team.has(authorAssociation);
}
