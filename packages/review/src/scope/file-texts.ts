import type { ReviewPorts } from "../model.ts";

/** The files' texts, each read at most once per review. */
export interface FileTexts {
  head(path: string): Promise<string | null>;
  base(path: string): Promise<string | null>;
}

export function cacheFileTexts(readFile: ReviewPorts["readFile"]): FileTexts {
  const read = (side: "base" | "head") => {
    const texts = new Map<string, Promise<string | null>>();
    return (path: string) => {
      const known = texts.get(path) ?? readFile(side, path);
      texts.set(path, known);
      return known;
    };
  };
  return { head: read("head"), base: read("base") };
}
