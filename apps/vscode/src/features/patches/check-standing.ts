/** A file as it was sent, or null where it was not there. */
export interface SentFile {
  path: string;
  text: string | null;
}

/** Files that are no longer what was sent: a change that was made for them does not fit. */
export async function changedSince(
  sent: readonly SentFile[],
  readNow: (path: string) => Promise<string | null>,
): Promise<string[]> {
  const now = await Promise.all(sent.map(({ path }) => readNow(path)));
  return sent.filter(({ text }, index) => text !== now[index]).map(({ path }) => path);
}
