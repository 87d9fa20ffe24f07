export { findingSource, severity } from "./columns.ts";
export { readDismissals } from "./dismissals.ts";
export { loadFilter } from "./load-filter.ts";
export {
  type Memory,
  memoryLimits,
  type NewMemory,
  readMemories,
  rememberRule,
} from "./memories.ts";
export { readRemarks } from "./remarks.ts";
export { withMemories } from "./with-memories.ts";
