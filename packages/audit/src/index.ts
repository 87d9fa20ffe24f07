export { type AuditAction, auditActions } from "./actions.ts";
export { readAnchors, startAnchors } from "./anchors.ts";
export { appendAudit, appendAudits, recordAudit } from "./append-audit.ts";
export {
  type AuditRow,
  genesisHash,
  lineOfRow,
  rowOfLine,
  type StoredRow,
} from "./audit-row.ts";
export { type AuditCounts, type AuditSummary, createAuditSummary } from "./audit-summary.ts";
export { canonicalJson } from "./canonical-json.ts";
export { machineUser } from "./machine-user.ts";
export type { AuditEntry } from "./model.ts";
export {
  type AskedTask,
  questionLog,
  type ShownCode,
  type ToldQuestion,
  tellEmbedded,
} from "./question-log.ts";
export {
  type AuditFilter,
  type AuditRange,
  auditRange,
  newestAudit,
  readAudit,
  storedAudit,
} from "./read-audit.ts";
export { type Configuration, recordConfiguration } from "./record-configuration.ts";
export {
  type AuditAnchor,
  type AuditDamage,
  type AuditVerification,
  rangeFrom,
  type VerifyOptions,
  verifyAudit,
  verifyRows,
} from "./verify-audit.ts";
