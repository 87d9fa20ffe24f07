import type { InstallationClient, RepositoryRef, ReviewThread } from "@devflow/github";

/**
 * Whether whoever resolved a thread may write to the repository: GitHub lets the author of a pull
 * request resolve, too. Asked live, once a person and run. Nobody knows what a person could who is gone.
 */
export function resolverPermissions(
  github: InstallationClient,
  repository: RepositoryRef,
): (resolvedBy: ReviewThread["resolvedBy"]) => Promise<boolean> {
  const known = new Map<string, Promise<boolean>>();
  return async (resolvedBy) => {
    if (resolvedBy === null) return false;
    // We resolve what is fixed, and what people settle by commands that ask for their permission.
    if (resolvedBy.isSelf) return true;
    const { login } = resolvedBy;
    const asked = known.get(login) ?? mayWrite(github, repository, login);
    known.set(login, asked);
    return await asked;
  };
}

async function mayWrite(github: InstallationClient, repository: RepositoryRef, login: string) {
  const permission = await github.permissionOf(repository, login);
  return permission === "write" || permission === "admin";
}
