import { isTestPath } from "@devflow/retrieval/training";
import type { CodeFunction } from "@devflow/syntax";
import type { Example, Refused, Split } from "../model.ts";
import { codeOf, documentedFunction } from "./documented-functions.ts";
import { exampleOfTest } from "./examples-of-tests.ts";
import { fillInTheMiddle } from "./fill-in-the-middle.ts";
import type { CodeOptions, CodeSource } from "./model.ts";
import { NearDuplicates } from "./near-duplicates.ts";
import { planPaths } from "./plan-paths.ts";
import { parseCodeFile, type ReadCodeFile, readCodeFile } from "./read-code-file.ts";
import { refused } from "./refusal.ts";
import { RepositoryImports } from "./repository-imports.ts";
import { SyntheticWriter } from "./synthetic-documentation.ts";
import type { FoundTest } from "./test-of-function.ts";
import { TestCollector } from "./tests-with-functions.ts";

/** Trained on first: what is like it is taken out of what is measured on, not the other way. */
const splits: readonly Split[] = ["train", "validation", "test"];

/**
 * Examples of code out of repositories: documented functions, tests with what they test, and
 * fill-in-the-middle; or why something gave none. All repositories are read once for each split, so
 * that near-duplicates of earlier splits are known; `splitOfFile` says the split of each example.
 * One file is in memory at a time, the names of functions and the tests of one repository, and the
 * signatures of {@link NearDuplicates}.
 */
export async function* extractCode(
  sources: readonly CodeSource[],
  options: CodeOptions,
): AsyncGenerator<Example | Refused> {
  const extractor = new CodeExtractor(options);
  for (const split of splits) {
    for (const source of sources) yield* extractor.extract(source, split);
  }
}

class CodeExtractor {
  readonly #options: CodeOptions;
  readonly #files = new NearDuplicates();
  readonly #pieces = new NearDuplicates();
  readonly #synthetic: SyntheticWriter | null;

  constructor(options: CodeOptions) {
    this.#options = options;
    const { synthetic } = options;
    this.#synthetic = synthetic === undefined ? null : new SyntheticWriter(synthetic);
  }

  async *extract(source: CodeSource, split: Split): AsyncGenerator<Example | Refused> {
    const planned = await planPaths(source, split, this.#options);
    yield* planned.refused;
    const tests = new TestCollector();
    for await (const raw of source.files(planned.wanted)) {
      const read = await readCodeFile(raw, planned.licences);
      if ("reason" in read) yield read;
      else if (this.#files.add(read.file.text)) yield refused("file", "near duplicate");
      else yield* this.#examplesOf(read, source.repository, tests);
    }
    yield* testExamples(source, tests);
  }

  async *#examplesOf(
    read: ReadCodeFile,
    repository: string,
    tests: TestCollector,
  ): AsyncGenerator<Example | Refused> {
    const { path } = read.file;
    const isTest = isTestPath(path);
    const copies = this.#copies(read);
    if (!isTest) {
      for (const each of read.structure.functions) {
        const isCopy = copies.some(({ start, end }) => start <= each.start && each.end <= end);
        if (isCopy) yield refused("function", "near duplicate");
        else yield await this.#ofFunction(read, repository, each);
      }
    }
    yield* tests.note(read, isTest, (test, code) => this.#isCopy(read, copies, test, code));
    yield* fillInTheMiddle(read, repository, this.#options, copies);
  }

  /** Functions that something earlier is nearly the same as. What stands inside of one goes with it. */
  #copies({ file, structure }: ReadCodeFile): CodeFunction[] {
    return structure.functions.filter(
      (each) => !each.isInner && this.#pieces.add(codeOf(file.text, each)),
    );
  }

  /** Tests that are functions were taken in with these; those that are calls are now. */
  #isCopy(
    { structure }: ReadCodeFile,
    copies: readonly CodeFunction[],
    test: FoundTest,
    code: string,
  ): boolean {
    const isFunction = structure.functions.some(({ start }) => start === test.start);
    return isFunction ? copies.some(({ start }) => start === test.start) : this.#pieces.add(code);
  }

  async #ofFunction(
    read: ReadCodeFile,
    repository: string,
    each: CodeFunction,
  ): Promise<Example | Refused> {
    if (each.documentation === null && this.#synthetic !== null) {
      return this.#synthetic.write(read, repository, each);
    }
    return documentedFunction(read, repository, each);
  }
}

async function* testExamples(
  source: CodeSource,
  tests: TestCollector,
): AsyncGenerator<Example | Refused> {
  if (tests.isEmpty) return;
  const { byPath, refused: without } = tests.resolve(await RepositoryImports.read(source));
  yield* without;
  for await (const raw of source.files(new Set(byPath.keys()))) {
    const read = await parseCodeFile(raw);
    if (read === null) continue;
    for (const pair of byPath.get(raw.path) ?? []) {
      yield exampleOfTest(read, source.repository, pair);
    }
  }
}
