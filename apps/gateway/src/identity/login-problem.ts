import type { Caller } from "@devflow/identity";

/** What somebody is told whose GitHub login changed hands; null for everybody else. */
export function loginProblem({ githubLogin, isLoginLost }: Caller): string | null {
  if (isLoginLost !== true) return null;
  return `The GitHub login ${githubLogin} is another account than the one that was yours, so it opens no repository. An administrator can link you anew: devflow people link.`;
}
