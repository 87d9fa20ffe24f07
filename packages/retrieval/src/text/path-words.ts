/** File name without folder and without any of its extensions: `a/b.test.ts` gives `b`. */
export function fileStem(path: string): string {
  const name = path.slice(path.lastIndexOf("/") + 1);
  const dot = name.indexOf(".", 1);
  return dot === -1 ? name : name.slice(0, dot);
}

/** File name without folder and without its last extension: `a/b.test.ts` gives `b.test`. */
export function fileName(path: string): string {
  const name = path.slice(path.lastIndexOf("/") + 1);
  const dot = name.lastIndexOf(".");
  return dot < 1 ? name : name.slice(0, dot);
}

/** The folder of a path, empty at the top. */
export function folderOf(path: string): string {
  const slash = path.lastIndexOf("/");
  return slash === -1 ? "" : path.slice(0, slash);
}

/** What a file's path adds to the text of its chunks: the stem twice and the last three folders. */
export function pathText(path: string): string {
  const stem = fileStem(path);
  return [...folderOf(path).split("/").slice(-3), stem, stem].join(" ");
}
