import type { PeopleSettings } from "@devflow/config";
import type { Role } from "../model.ts";

/** What somebody is here, by their groups and the people file as it is now. */
export interface Standing {
  isAllowed: boolean;
  role: Role;
  /** Sorted. */
  teams: string[];
}

/** @param isOurs whether who proves them knows only people of ours, where no group is asked for */
export function standingOf(
  groups: readonly string[],
  isOurs: boolean,
  people: PeopleSettings,
): Standing {
  const known = new Set(groups.map(folded));
  const isOf = (wanted: readonly string[]) => wanted.some((group) => known.has(folded(group)));
  const { allowedGroups, roles, teams } = people;
  return {
    isAllowed: allowedGroups === null ? isOurs : isOf(allowedGroups),
    role: isOf(roles.admin) ? "admin" : isOf(roles.lead) ? "lead" : "developer",
    teams: Object.entries(teams)
      .filter(([, team]) => isOf(team.groups))
      .map(([name]) => name)
      .sort(),
  };
}

/** The issuer of people who sign in with GitHub. */
export const githubIssuer = "github";

/**
 * Whether somebody is ours without a group that is allowed. GitHub and Google know everybody: of
 * GitHub those are ours who have an account where the App is installed, of Google nobody.
 */
export function isOursBy(issuer: string, groups: readonly string[]): boolean {
  if (issuer === githubIssuer) return groups.some((group) => group.startsWith("github-account:"));
  return issuer !== "https://accounts.google.com";
}

/** GitHub does not tell `Kim` from `kim`; what other providers do is not known. */
function folded(group: string): string {
  return /^github(-account)?:/i.test(group) ? group.toLowerCase() : group;
}
