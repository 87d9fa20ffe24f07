/** How quickly a data set is written, and in how much memory. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { z } from "zod";
import { heading, table } from "../support/table.ts";

const HELP = `Measures the writing of data sets, each size in a process of its own.

  node bench/export/main.ts [--rows 10000,100000,1000000] [--heap 192] [--formats trl] [--folder DIR]

  --heap    megabytes that V8 may use for JavaScript's objects; without enough the process ends
  --folder  where to write; a million rows need 10 GB for a moment
`;

const { values } = parseArgs({
  options: {
    rows: { type: "string", default: "10000,100000,1000000" },
    heap: { type: "string", default: "192" },
    formats: { type: "string", default: "trl" },
    folder: { type: "string", default: tmpdir() },
    help: { type: "boolean", short: "h", default: false },
  },
});

const resultSchema = z.object({
  written: z.number(),
  bytes: z.number(),
  durationMs: z.number(),
  generatingMs: z.number(),
  peakMb: z.number(),
});

if (values.help) process.stdout.write(HELP);
else main();

function main(): void {
  const folder = mkdtempSync(join(values.folder, "devflow-export-bench-"));
  try {
    const lines = values.rows.split(",").map((rows) => lineOf(measure(rows, folder)));
    const head = [
      "rows",
      "MB",
      "seconds",
      "rows/s",
      "MB/s",
      "of it generating, s",
      "peak memory, MB",
    ];
    process.stdout.write(`${heading()}\n\n${table(head, lines)}\n`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function measure(rows: string, folder: string): z.output<typeof resultSchema> {
  const script = fileURLToPath(new URL("write-rows.ts", import.meta.url));
  const { status, stdout } = spawnSync(
    process.execPath,
    [`--max-old-space-size=${values.heap}`, script, rows, folder, values.formats],
    { stdio: ["ignore", "pipe", "inherit"], encoding: "utf8" },
  );
  if (status !== 0) throw new Error(`${rows} rows: the process ended with ${status}`);
  return resultSchema.parse(JSON.parse(stdout));
}

function lineOf(result: z.output<typeof resultSchema>): string[] {
  const { written, bytes, durationMs, generatingMs, peakMb } = result;
  const seconds = durationMs / 1_000;
  return [
    written.toLocaleString("en-US"),
    (bytes / 1e6).toFixed(0),
    seconds.toFixed(1),
    (written / seconds).toFixed(0),
    (bytes / 1e6 / seconds).toFixed(1),
    (generatingMs / 1_000).toFixed(1),
    peakMb.toFixed(0),
  ];
}
