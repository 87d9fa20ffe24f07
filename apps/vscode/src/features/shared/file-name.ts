/** The last part of a path with forward slashes. */
export function fileName(path: string): string {
  return path.split("/").at(-1) ?? path;
}
