import { createHash } from "node:crypto";
import { join, relative, resolve } from "node:path";

/** What the kernel takes as a socket's path, without the final zero: macOS 103 bytes, Linux 107. */
const maxBytes = 103;

/**
 * The socket in the data folder, as this process can name it, from its working folder where that is
 * shorter; null where the name is too long either way. On Windows a named pipe of the folder's name,
 * which other people of the machine may read from and not write to: that is Windows' default.
 */
export function doorPath(folder: string): string | null {
  const absolute = join(resolve(folder), "door");
  if (process.platform === "win32") {
    return `\\\\.\\pipe\\devflow-${createHash("sha256").update(absolute).digest("hex")}`;
  }
  const names = [absolute, relative(process.cwd(), absolute)];
  return names.find((name) => Buffer.byteLength(name) <= maxBytes) ?? null;
}
