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
    for (const [file, path] of paths.entries()) {
      let length = 0;
      for (const [term, count] of countTerms(pathText(path))) {
        const files = this.#files.get(term);
        if (files === undefined) this.#files.set(term, [file, count]);
        else files.push(file, count);
        length += count;
      }
      this.lengths[file] = length;
    }
  }

  /** Pairs of file and count. */
  of(term: string): readonly number[] {
    return this.#files.get(term) ?? [];
  }
}
