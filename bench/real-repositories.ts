/**
 * Reviews real changes: two releases of a published package become two commits, and `devflow
 * review --expert none` reads what came in between. Fails when a finding stands on a line that the
 * diff does not show. Needs the registries' own clients (npm, pip, go, mvn) and takes a minute. With
 * --findings it prints what was found and held, for people to judge.
 *
 *   node bench/real-repositories.ts [--findings] [npm:zod@4.0.0..4.1.0 …]
 */
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { Checkout } from "../apps/cli/test/support/checkout.ts";
import { parseReview, type ReviewDocument } from "../apps/cli/test/support/review-document.ts";
import { changedPaths, shownLines } from "../test/robustness/git-says.ts";
import { type ProcessRun, runDevFlow } from "./support/measure-cli.ts";
import { fetchSource, parseReleases, type Releases } from "./support/published-source.ts";
import { heading, table } from "./support/table.ts";
import { usualReleases } from "./support/usual-releases.ts";

const { values, positionals } = parseArgs({
  options: { findings: { type: "boolean", default: false } },
  allowPositionals: true,
});

interface Row {
  name: string;
  document: ReviewDocument;
  run: ProcessRun;
  changedLines: number;
}

const rows: Row[] = [];
for (const text of positionals.length > 0 ? positionals : usualReleases) {
  using checkout = new Checkout();
  await commitReleases(checkout, parseReleases(text));
  rows.push(await reviewOf(text, checkout));
}

if (rows.every(({ document }) => document.findings.length === 0)) {
  throw new Error("nothing was found anywhere, so that no position was checked");
}

const seconds = (milliseconds: number) => (milliseconds / 1_000).toFixed(1);
console.log(`${heading()}\n`);
console.log(
  table(
    ["change", "files", "reviewed", "changed lines", "findings", "held", "seconds", "CPU s"],
    rows.map(({ name, document: { review, findings, held }, run, changedLines }) => [
      name,
      String(review.files_reviewed.length + review.files_left_out.length),
      String(review.files_reviewed.length),
      String(changedLines),
      String(findings.length),
      String(held.length),
      seconds(run.wallMs),
      seconds(run.cpuMs),
    ]),
  ),
);

async function commitReleases(
  checkout: Checkout,
  { before, after, ...source }: Releases,
): Promise<void> {
  if (before !== null) {
    await fetchSource(source, before, checkout.folder);
    checkout.commit(`Release ${before}`);
    for (const name of readdirSync(checkout.folder)) {
      if (name !== ".git") rmSync(join(checkout.folder, name), { recursive: true });
    }
  }
  await fetchSource(source, after, checkout.folder);
  checkout.commit(`Release ${after}`);
}

async function reviewOf(name: string, checkout: Checkout): Promise<Row> {
  const args = ["review", "--repo", checkout.folder, "--expert", "none", "--format", "json"];
  const run = await runDevFlow(...args);
  const document = parseReview(run.stdout);
  if (values.findings) printFindings(name, checkout, document);
  expectShownLines(checkout, document);
  const { base, head } = document.review;
  const numbers = checkout.git("diff", "--numstat", base, head).split("\n");
  const changedLines = numbers
    .flatMap((line) => line.split("\t").slice(0, 2))
    .reduce((sum, count) => sum + (Number(count) || 0), 0);
  return { name, document, run, changedLines };
}

function expectShownLines(checkout: Checkout, { review, findings }: ReviewDocument): void {
  const compared = { base: review.base, head: review.head, renames: "--find-renames" } as const;
  const changed = changedPaths(checkout, compared);
  for (const { path, side, start_line: startLine, line } of findings) {
    const file = changed.find((each) => each.path === path);
    const isShown =
      file !== undefined &&
      shownLines(checkout, compared, file, side).some(
        ([first, last]) => first <= startLine && line <= last,
      );
    if (!isShown) throw new Error(`${path}:${startLine}-${line} is not in the diff`);
  }
}

function printFindings(name: string, checkout: Checkout, { findings, held }: ReviewDocument): void {
  console.log(`\n## ${name}\n`);
  const show = (path: string, line: number | null, words: string) => {
    const code = readFileSync(join(checkout.folder, path), "utf8").split("\n");
    const around = line === null ? [] : code.slice(Math.max(0, line - 3), line + 2);
    console.log(`${path}:${line}  ${words}`);
    for (const each of around) console.log(`    | ${each.slice(0, 160)}`);
  };
  for (const { path, line, severity, source, title } of findings) {
    show(path, line, `${severity} ${source}: ${title}`);
  }
  for (const { path, line, title, reason } of held) {
    show(path, line, `held (${reason}): ${title}`);
  }
}
