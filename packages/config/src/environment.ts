/** Environment variables by name, as a process gets them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The only place of the code base that reads `process.env`. */
export function readEnvironment(): Environment {
  return { ...process.env };
}
