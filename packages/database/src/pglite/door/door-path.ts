import { join, relative, resolve } from "node:path";

/** What the kernel takes as a socket's path, without the final zero: macOS 103 bytes, Linux 107. */
const maxBytes = 103;

/**
 * The socket in the data folder, as this process can name it, from its working folder where that is
 * shorter. Null where the name is too long either way, and on Windows, which has no such sockets.
 */
export function doorPath(folder: string): string | null {
  if (process.platform === "win32") return null;
  const absolute = join(resolve(folder), "door");
  const names = [absolute, relative(process.cwd(), absolute)];
  return names.find((name) => Buffer.byteLength(name) <= maxBytes) ?? null;
}
