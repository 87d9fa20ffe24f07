export { findingSource, severity } from "./columns.ts";
export { readDismissals } from "./dismissals.ts";
export {
  dismissInEditor,
  type EditorDismissal,
  type EditorMemory,
  notNowDays,
  readDismissedInEditor,
  recordSaidInEditor,
  type SaidInEditor,
} from "./editor-findings.ts";
export { loadFilter } from "./load-filter.ts";
export {
  type Memory,
  memoryLimits,
  type NewMemory,
  readMemories,
  rememberRule,
} from "./memories.ts";
export { readConfigurationAt, readOrganisationDefault } from "./organisation-default.ts";
export { type RecalledBranch, recallBranch } from "./recall-branch.ts";
export { readRemarks } from "./remarks.ts";
export { withMemories } from "./with-memories.ts";
