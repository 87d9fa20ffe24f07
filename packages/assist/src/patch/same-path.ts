/**
 * One spelling for all that are one file on some system: half of them read capitals as small letters, and
 * macOS takes letters composed and decomposed for the same.
 */
function foldedPath(path: string): string {
  return path.normalize("NFC").toLowerCase();
}

/** The sent file that a path means: itself, else the only one that is spelt alike; the path where there is none. */
export function sentPath(path: string, sent: Iterable<string>): string {
  const paths = [...sent];
  if (paths.includes(path)) return path;
  const alike = paths.filter((each) => foldedPath(each) === foldedPath(path));
  return alike.length === 1 ? (alike[0] ?? path) : path;
}

/** Whether a file of one path would have to be a folder of the other. */
export function isInTheWay(path: string, other: string): boolean {
  const [own, its] = [foldedPath(path), foldedPath(other)];
  return own.startsWith(`${its}/`) || its.startsWith(`${own}/`);
}
