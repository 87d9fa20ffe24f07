/** The path from a folder to a file in it, or null where it is not in it. Both with forward slashes. */
export function pathBelow(folder: string, file: string): string | null {
  const start = folder.endsWith("/") ? folder : `${folder}/`;
  return file.startsWith(start) && file.length > start.length ? file.slice(start.length) : null;
}
