export { coerceError } from "./coerce-error.ts";
export {
  ExternalError,
  type ExternalErrorOptions,
  type ExternalService,
} from "./external-error.ts";
export { BugError, invariant } from "./invariant.ts";
export { isTimeout } from "./is-timeout.ts";
export { UsageError } from "./usage-error.ts";
