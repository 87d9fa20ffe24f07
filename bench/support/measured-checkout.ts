import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { UsageError } from "@devflow/errors";

/** A checkout of real TypeScript with branches that each bring in a change of about one size. */
export interface MeasuredCheckout {
  folder: string;
  branches: string[];
  /** Added lines of a branch, the median over all. */
  changedLines: number;
  files: number;
  remove(): void;
}

/** Lines that one file brings in; a change of 500 lines then touches six files. */
const linesPerFile = 84;
/** Files that people read: neither tiny nor generated. */
const minFileLines = 200;
const maxFileLines = 1_500;

/**
 * The source that the installed `openai` package ships. On `main` some of its declarations are
 * missing, a few per file; each branch puts those of other files back. So the changes are real
 * code, with real definitions and callers around it, and every branch has files of its own.
 */
export function createCheckout(branchCount: number, changedLines: number): MeasuredCheckout {
  const folder = mkdtempSync(join(tmpdir(), "devflow-bench-checkout-"));
  const source = join(dirname(createRequire(import.meta.url).resolve("openai")), "src");
  cpSync(source, join(folder, "src"), { recursive: true });
  const wanted = branchCount * Math.ceil(changedLines / linesPerFile);
  const thinned = thinOut(folder, wanted);
  const git = gitIn(folder);
  git("init", "-q", "-b", "main");
  git("add", "-A");
  git("commit", "-qm", "Source with gaps");

  const perBranch = Math.floor(thinned.length / branchCount);
  const branches = Array.from({ length: branchCount }, (_, index) => `change-${index}`);
  const sizes = branches.map((branch, index) => {
    const files = thinned.slice(index * perBranch, (index + 1) * perBranch);
    git("checkout", "-q", "-b", branch, "main");
    for (const { path, whole } of files) writeFileSync(path, whole);
    git("commit", "-qam", `Bring in ${branch}`);
    return files.reduce((sum, file) => sum + file.missingLines, 0);
  });
  git("checkout", "-q", "main");
  return {
    folder,
    branches,
    changedLines: sizes.toSorted((a, b) => a - b)[Math.floor(sizes.length / 2)] ?? 0,
    files: Number(git("ls-files").split("\n").length - 1),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

interface Thinned {
  path: string;
  whole: string;
  missingLines: number;
}

/** Takes declarations out of `wanted` files, and says how to put them back. */
function thinOut(folder: string, wanted: number): Thinned[] {
  const thinned: Thinned[] = [];
  const names = readdirSync(join(folder, "src"), { recursive: true, encoding: "utf8" }).sort();
  for (const name of names.filter((each) => each.endsWith(".ts"))) {
    if (thinned.length === wanted) break;
    const path = join(folder, "src", name);
    const whole = readFileSync(path, "utf8");
    const lines = whole.split("\n");
    if (lines.length < minFileLines || lines.length > maxFileLines) continue;
    const { kept, missingLines } = dropDeclarations(lines);
    if (missingLines < linesPerFile * 0.75) continue;
    writeFileSync(path, kept.join("\n"));
    thinned.push({ path, whole, missingLines });
  }
  if (thinned.length < wanted) {
    rmSync(folder, { recursive: true, force: true });
    throw new UsageError(
      `The source has ${thinned.length} files for the changes, ${wanted} are needed`,
      "Lower --runs or --lines.",
    );
  }
  return thinned;
}

/** Every second declaration of the file, until enough lines are gone; each ends with `}` at column 0 to 2. */
function dropDeclarations(lines: readonly string[]): { kept: string[]; missingLines: number } {
  const kept: string[] = [];
  let block: string[] = [];
  let missingLines = 0;
  let number = 0;
  for (const line of lines) {
    block.push(line);
    if (!/^ {0,2}\}[;,)]*$/.test(line)) continue;
    number += 1;
    const isDropped =
      number % 2 === 0 && block.length <= 40 && missingLines + block.length <= linesPerFile * 1.15;
    if (isDropped) missingLines += block.length;
    else kept.push(...block);
    block = [];
  }
  return { kept: [...kept, ...block], missingLines };
}

function gitIn(folder: string): (...args: string[]) => string {
  const person = ["-c", "user.name=Bench", "-c", "user.email=bench@example.com"];
  return (...args) => execFileSync("git", ["-C", folder, ...person, ...args], { encoding: "utf8" });
}
