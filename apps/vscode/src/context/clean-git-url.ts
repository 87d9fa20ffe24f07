/** The remote without what some people keep in it: `https://name:token@host/x.git` has a password. */
export function cleanGitUrl(url: string): string {
  return url.replace(/^([a-z][a-z+.-]*:\/\/)[^/@]*@/i, (whole, scheme: string) =>
    scheme.toLowerCase() === "ssh://" ? whole.replace(/:[^@/]*@/, "@") : scheme,
  );
}
