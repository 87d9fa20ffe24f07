import type { SourceTree } from "@devflow/git";
import { isTestPath } from "@devflow/retrieval";
import { SeededRandom } from "@devflow/statistics";
import { languageOf, readSyntax } from "@devflow/syntax";

/** A piece of a function that is hidden, with the text around it. */
export interface Hole {
  path: string;
  prefix: string;
  suffix: string;
  /** 1-based lines that are hidden, wholly or in part. */
  firstLine: number;
  lastLine: number;
  /** Where the hidden part of the first line begins, 0-based. */
  column: number;
}

const LARGEST_FILE_BYTES = 200_000;
const MOST_A_FILE = 3;
const LONGEST_LINES = 4;
/** What is written by machines, and folders with a dot, which compilers leave out. */
const NOT_MEASURED =
  /(^|\/)(dist|vendor|node_modules|fixtures?|snapshots?|__snapshots__|\.[^/]+)\//;

/** The same holes for the same tree: spread over its files, one to four lines inside of functions. */
export async function chooseHoles(tree: SourceTree, most: number): Promise<Hole[]> {
  const random = new SeededRandom(7).next;
  const files = new Map<string, string>();
  for await (const { path, blobSha } of tree.entries()) {
    const isMeasured = languageOf(path) !== null && !isTestPath(path) && !NOT_MEASURED.test(path);
    if (isMeasured) files.set(path, blobSha);
  }
  const chosen = [...files]
    .sort()
    .map(([path, blobSha]) => ({ path, blobSha, order: random() }))
    .sort((a, b) => a.order - b.order);
  const holes: Hole[] = [];
  for (const { path, blobSha } of chosen) {
    if (holes.length >= most) break;
    for await (const { content } of tree.readBlobs([blobSha])) {
      if (content.length > LARGEST_FILE_BYTES) continue;
      holes.push(...(await holesIn(path, content.toString("utf8"), random)).slice(0, MOST_A_FILE));
    }
  }
  return holes.slice(0, most);
}

async function holesIn(path: string, text: string, random: () => number): Promise<Hole[]> {
  const facts = await readSyntax({ path, text });
  const bodies = (facts?.definitions ?? []).filter(
    ({ kind, startLine, endLine }) =>
      (kind === "function" || kind === "method") && endLine - startLine >= 4,
  );
  const lines = text.split("\n");
  return bodies
    .map((body) => ({ body, order: random() }))
    .sort((a, b) => a.order - b.order)
    .flatMap(({ body: { startLine, endLine } }): Hole[] => {
      const firstLine = startLine + 1 + Math.floor(random() * (endLine - startLine - 2));
      const length = 1 + Math.floor(random() * LONGEST_LINES);
      const lastLine = Math.min(endLine - 1, firstLine + length - 1);
      const first = lines[firstLine - 1] ?? "";
      const indent = first.length - first.trimStart().length;
      if (first.trim() === "") return [];
      // Every second hole begins inside of a line, behind a word.
      const words = [...first.matchAll(/[\w$]+\W+/g)].map(
        ({ index, 0: word }) => index + word.length,
      );
      const inside = words[Math.floor(random() * words.length)] ?? indent;
      const column = random() < 0.5 ? indent : inside;
      const before = lines.slice(0, firstLine - 1).map((line) => `${line}\n`);
      return [
        {
          ...{ path, firstLine, lastLine, column },
          prefix: before.join("") + first.slice(0, column),
          suffix: `\n${lines.slice(lastLine).join("\n")}`,
        },
      ];
    });
}
