import type { AuditAction } from "./actions.ts";

/** Who did what to people's access, code, experts and data, in a chain of hashes. */
export interface AuditEntry {
  /** A login, an e-mail address, a user of the machine, or `devflow` for its own decisions. */
  actor: string;
  action: AuditAction;
  /** What it was done to, for example a repository, a model or `person 7`. */
  subject: string;
  /** Names, counts and times; never code, prompts or answers. */
  details: Readonly<Record<string, unknown>>;
}
