import { UsageError } from "@devflow/errors";
import { dayOf, type UsageRecord } from "@devflow/usage";
import { usageToText } from "../formats/usage-to-text.ts";
import { loadCliSettings } from "../local/cli-settings.ts";
import { withUsage } from "../local/usage-access.ts";
import { writeOut } from "../write-out.ts";
import type { UsageOptions } from "./usage.ts";

const dayMs = 86_400_000;

/** `devflow usage`: records of days, or events, out of the database or of the running DevFlow. */
export async function runUsage(flags: UsageOptions): Promise<void> {
  const settings = loadCliSettings(flags);
  const days = daysOf(flags);
  if (flags.content && !flags.events) {
    throw new UsageError("--content is of events", "Give --events, too.");
  }
  await withUsage(settings, async (usage) => {
    if (flags.events) {
      const level = flags.content ? ("all" as const) : ("noCode" as const);
      for await (const event of usage.events({ ...days, level })) await writeOut(lineOf(event));
      return;
    }
    const records: UsageRecord[] = [];
    for await (const record of usage.records({ ...days, by: flags.by })) {
      if (flags.format === "ndjson") await writeOut(lineOf(record));
      else records.push(record);
    }
    if (flags.format === "json") await writeOut(`${JSON.stringify(records, null, 2)}\n`);
    if (flags.format === "text") await writeOut(usageToText(records, flags.by));
  });
}

function lineOf(item: object): string {
  return `${JSON.stringify(item)}\n`;
}

function daysOf({ day, from, to }: UsageOptions): { from: string; to: string } {
  if (day !== undefined && (from !== undefined || to !== undefined)) {
    throw new UsageError("--day is one day, --from and --to are several", "Give one of both.");
  }
  if (from === undefined && to !== undefined) {
    throw new UsageError("--to has no beginning", "Give --from, too.");
  }
  const first = day ?? from ?? dayOf(new Date(Date.now() - dayMs));
  return { from: first, to: to ?? first };
}
