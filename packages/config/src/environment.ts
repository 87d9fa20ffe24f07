/** Environment variables by name, as a process gets them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The environment of this process. Nothing else reads `process.env`, but for packages/git, which
 * passes a few harmless variables on to git.
 */
export function readEnvironment(): Environment {
  return { ...process.env };
}
