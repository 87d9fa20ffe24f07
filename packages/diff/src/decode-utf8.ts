const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * Text of a buffer, or null when it is no text: invalid UTF-8, or a NUL byte (git's own sign of a
 * binary file). A byte order mark is kept, so that columns and bytes still agree.
 */
export function decodeUtf8(buffer: Uint8Array): string | null {
  if (buffer.includes(0)) return null;
  try {
    return decoder.decode(buffer);
  } catch {
    return null;
  }
}
