/** Writes a data set of generated examples and prints one line of JSON about it: run by main.ts. */
import { readFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import {
  estimatingCounter,
  formatNames,
  openDestination,
  pseudonymousPeople,
  writeDataSet,
} from "@devflow/dataset/write";
import { generatedExamples } from "../../packages/dataset/test/support/generated-examples.ts";

const [rows = "0", folder = "", formats = "trl"] = process.argv.slice(2);
const noStore = { endpoint: null, region: "us-east-1", accessKeyId: null, secretAccessKey: null };

/** Rows that say how long generating all of them takes, which is no part of an export. */
const SAMPLE = Math.min(Number(rows), 10_000);
const generatingMs =
  (Number(rows) / SAMPLE) *
  (await milliseconds(async () => {
    for await (const _ of generatedExamples(SAMPLE)) {
    }
  }));
const destination = await openDestination(folder, noStore);
let bytes = 0;
let written = 0;
const durationMs = await milliseconds(async () => {
  const { manifest } = await writeDataSet({
    id: rows,
    sources: [{ name: "generated", examples: generatedExamples(Number(rows)) }],
    target: await destination.create(rows),
    scratchFolder: join(folder, "scratch"),
    formats: formatNames.filter((name) => formats.split(",").includes(name)),
    people: pseudonymousPeople(Buffer.alloc(32), ["dev-1", "dev-2"]),
    counter: estimatingCounter,
    maxLengthOf: () => 4_096,
    softwareVersion: "bench",
    asked: { experts: null, repositories: null, since: null },
  });
  bytes = manifest.files.reduce((sum, file) => sum + file.bytes, 0);
  written = manifest.rows;
});
await rm(join(folder, rows), { recursive: true });
process.stdout.write(
  JSON.stringify({ written, bytes, durationMs, generatingMs, peakMb: peakMb() }),
);

async function milliseconds(work: () => Promise<void>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

/** The most memory that the process ever had, as the kernel counted it. */
function peakMb(): number {
  const [, kilobytes = "0"] =
    /VmHWM:\s+(\d+) kB/.exec(readFileSync("/proc/self/status", "utf8")) ?? [];
  return Number(kilobytes) / 1_000;
}
