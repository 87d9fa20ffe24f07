export { appendAudit, recordAudit } from "./append-audit.ts";
export { type AuditRow, genesisHash } from "./audit-row.ts";
export { canonicalJson } from "./canonical-json.ts";
export type { AuditEntry } from "./model.ts";
export { type AuditVerification, readAudit, verifyAudit } from "./read-audit.ts";
