/** What `devflow` exits with; shown by `devflow --help`. */
export const exitCodes = {
  ok: 0,
  /** `review --fail-on` found something, or `doctor` or `config check` found a problem. */
  findings: 1,
  /** Bad input: a wrong flag, a folder that is no repository, a broken setting. */
  usage: 2,
  /** GitHub, the expert, the database or git failed; trying again may help. */
  external: 3,
  /** A bug of ours. */
  bug: 70,
  /** Ctrl-C, as shells count it: 128 + SIGINT. */
  interrupted: 130,
} as const;
