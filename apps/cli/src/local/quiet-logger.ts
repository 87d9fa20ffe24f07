import { loggerOptions, type Settings } from "@devflow/config";
import { createLogger, type Logger } from "@devflow/logging";

/** For commands whose progress is the person's view: the log says only what went wrong. */
export function quietLogger(settings: Settings): Logger {
  return createLogger({ ...loggerOptions(settings), level: "error" });
}
