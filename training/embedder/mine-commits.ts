import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { type LocalRepository, openRepository } from "@devflow/git";
import { pathText } from "@devflow/retrieval/training";
import { languageOf, readSyntax } from "@devflow/syntax";
import { mineFile } from "./mine-file.ts";
import { type Pair, toPair } from "./pair.ts";

const MOST_COMMITS = 5_000;
/** Wider changes say little about any one function. */
const MOST_FILES = 5;
const MOST_FUNCTIONS = 3;
const LARGEST_FILE_BYTES = 500_000;

/** Subjects of a repository's commits, each with the functions it changed. Merges are left out. */
export async function mineCommits(root: string, packageName: string): Promise<Pair[]> {
  await using repository = await openRepository(root);
  const log = ["-C", root, "log", "--no-merges", "--format=%H %s", "-n", String(MOST_COMMITS)];
  const { stdout } = await promisify(execFile)("git", log, { maxBuffer: 64 * 1024 * 1024 });
  const pairs: Pair[] = [];
  for (const line of stdout.split("\n")) {
    const [, commit = "", rest = ""] = /^(\w+) (.*)$/.exec(line) ?? [];
    const subject = tellingSubject(rest);
    if (subject !== null) pairs.push(...(await ofCommit(repository, packageName, commit, subject)));
  }
  return pairs;
}

/** The subject without its mark, scope and number; null for what every repository says. */
function tellingSubject(subject: string): string | null {
  const plain = subject
    .replace(/^(\w+)(\([^)]*\))?!?:\s*/, "")
    .replace(/\(?#\d+\)?|\b[A-Z]{2,}-\d+\b/g, "")
    .trim();
  const isTelling =
    plain.split(/\s+/).length >= 3 && !/^(bump|release|merge|revert)\b/i.test(plain);
  return isTelling ? plain : null;
}

async function ofCommit(
  repository: LocalRepository,
  packageName: string,
  commit: string,
  subject: string,
): Promise<Pair[]> {
  // The first commit has no parent, and names no change.
  const base = await repository.resolve(`${commit}^`).catch(() => null);
  if (base === null) return [];
  const { files } = await repository.readChange(base, commit);
  const code = files.filter(({ path, hunks }) => languageOf(path) !== null && hunks.length > 0);
  if (code.length > MOST_FILES) return [];
  const pairs: Pair[] = [];
  for (const { path, hunks } of code) {
    const content = await repository.readFile(commit, path, LARGEST_FILE_BYTES);
    const text = content?.toString("utf8") ?? "";
    const facts = await readSyntax({ path, text });
    if (facts === null) continue;
    const changed = new Set(
      hunks.flatMap(({ lines }) =>
        lines.flatMap(({ kind, newLine }) => (kind === "added" ? (newLine ?? []) : [])),
      ),
    );
    const { definitions } = mineFile({ package: packageName, path, text, facts });
    const touched = definitions.filter(({ definition: { kind, startLine, endLine } }) => {
      const isCallable = kind === "function" || kind === "method";
      return isCallable && [...changed].some((row) => row >= startLine && row <= endLine);
    });
    for (const { definition, code: body } of touched.slice(0, MOST_FUNCTIONS)) {
      const place = { language: facts.language, package: packageName, path: pathText(path) };
      const pair = toPair(
        "commit",
        place,
        subject,
        [...definition.scopes, definition.name, body].join("\n"),
      );
      if (pair !== null) pairs.push(pair);
    }
  }
  return pairs;
}
