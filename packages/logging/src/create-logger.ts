import {
  type DestinationStream,
  destination as openDestination,
  type Logger as PinoLogger,
  pino,
  stdTimeFunctions,
} from "pino";
import { prettyFactory } from "pino-pretty";
import { redactedPaths } from "./redacted-paths.ts";
import { serializeError } from "./serialize-error.ts";

export type Logger = PinoLogger;

export type LogLevel = "trace" | "debug" | "info" | "warn" | "error" | "fatal" | "silent";

export interface LoggerOptions {
  /** Default `info`. */
  level?: LogLevel;
  /** Lines for people instead of JSON. Default: only when standard error is a terminal. */
  pretty?: boolean;
  /** Default: standard error, so that standard output stays free for results. */
  destination?: DestinationStream;
  /** Fields of every line, for example `{ app: "worker" }`. */
  fields?: Record<string, unknown>;
}

const standardError = 2;

/**
 * The one way to get a logger. Lines are written synchronously: a process that crashes or is
 * killed loses none. Secrets are redacted by type (`Secret` prints itself as `[redacted]`), by
 * well-known field names, and in the text of error messages.
 */
export function createLogger(options: LoggerOptions = {}): Logger {
  return pino(
    {
      level: options.level ?? "info",
      base: options.fields ?? {},
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { err: serializeError, error: serializeError },
      redact: { paths: redactedPaths, censor: "[redacted]" },
    },
    openStream(options),
  );
}

function openStream(options: LoggerOptions): DestinationStream {
  const isTerminal = options.destination === undefined && process.stderr.isTTY;
  const stream = options.destination ?? openDestination({ dest: standardError, sync: true });
  if (!(options.pretty ?? isTerminal)) return stream;
  const prettify = prettyFactory({
    colorize: isTerminal && process.stderr.hasColors(),
    translateTime: "SYS:HH:MM:ss.l",
  });
  return { write: (line) => void stream.write(prettify(line)) };
}
