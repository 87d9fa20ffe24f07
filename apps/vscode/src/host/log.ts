/** Fields first, then a static message, as everywhere in DevFlow. */
export interface Log {
  debug(fields: Fields, message: string): void;
  info(fields: Fields, message: string): void;
  warn(fields: Fields, message: string): void;
  error(fields: Fields, message: string): void;
}

export type Fields = Readonly<Record<string, unknown>>;

/** The part of VS Code's LogOutputChannel that is needed. */
interface Channel {
  debug(message: string, ...args: unknown[]): void;
  info(message: string, ...args: unknown[]): void;
  warn(message: string, ...args: unknown[]): void;
  error(message: string, ...args: unknown[]): void;
}

export function createLog(channel: Channel): Log {
  const line =
    (level: keyof Channel) =>
    (fields: Fields, message: string): void =>
      channel[level](`${message}${wordsOf(fields)}`);
  return { debug: line("debug"), info: line("info"), warn: line("warn"), error: line("error") };
}

/** ` path=src/a.ts ms=12`; errors by their message, since a stack belongs to a bug report only. */
function wordsOf(fields: Fields): string {
  return Object.entries(fields)
    .map(([name, value]) => ` ${name}=${value instanceof Error ? value.message : String(value)}`)
    .join("");
}
