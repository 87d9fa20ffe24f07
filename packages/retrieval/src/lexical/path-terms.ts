import { pathText } from "../text/path-words.ts";
import { countTerms } from "../text/split-terms.ts";

/** The words of the live files' paths: every chunk of a file has them as well. */
export class PathTerms {
  /** Occurrences of terms in each path, in the order of the files. */
  readonly lengths: Uint32Array;
  /** Term to pairs of file and count, files in rising order. */
  readonly #files = new Map<string, number[]>();

  constructor(paths: readonly string[]) {
    this.lengths = new Uint32Array(paths.length);
    // Files of one folder stand together: its words are counted once.
    let folder = "";
    let ofFolder = countTerms(pathText(folder));
    for (const [file, path] of paths.entries()) {
      const nameStart = path.lastIndexOf("/") + 1;
      if (path.slice(0, nameStart) !== folder) {
        folder = path.slice(0, nameStart);
        ofFolder = countTerms(pathText(folder));
      }
      const ofName = countTerms(pathText(path.slice(nameStart)));
      let length = 0;
      for (const [term, count] of ofName) length += this.#add(term, file, count);
      for (const [term, count] of ofFolder) length += this.#add(term, file, count);
      this.lengths[file] = length;
    }
  }

  /** Adds to the count of a file that is not before the last one added. */
  #add(term: string, file: number, count: number): number {
    const files = this.#files.get(term);
    if (files === undefined) this.#files.set(term, [file, count]);
    else if (files.at(-2) === file) files[files.length - 1] = (files.at(-1) ?? 0) + count;
    else files.push(file, count);
    return count;
  }

  /** Pairs of file and count. */
  of(term: string): readonly number[] {
    return this.#files.get(term) ?? [];
  }
}
