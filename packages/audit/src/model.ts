/** Who did what to people's access, code, experts and data, in a chain of hashes. */
export interface AuditEntry {
  actor: string;
  /** Dotted, for example `rollout.promoted`. */
  action: string;
  subject: string;
  details: Readonly<Record<string, unknown>>;
}
