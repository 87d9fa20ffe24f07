export { createLogger, type Logger, type LoggerOptions, type LogLevel } from "./create-logger.ts";
export { scrubText } from "./scrub-text.ts";
export { serializeError } from "./serialize-error.ts";
