import type { Repository, User } from "../model.ts";

/** How an author stands to a repository, in GitHub's words. */
export function associationOf(repository: Repository, user: User): string {
  if (repository.owner === user) return "OWNER";
  const permission = repository.permissions.get(user.login.toLowerCase());
  if (permission === "admin" || permission === "write") return "COLLABORATOR";
  return user.type === "Bot" ? "NONE" : "CONTRIBUTOR";
}
