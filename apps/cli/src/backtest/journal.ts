/**
 * What was replayed so far, a line each, so that a run goes on where it was stopped.
 *
 * Wanted: after Ctrl-C, SIGKILL or a full disk, --resume replays no change twice and mixes no two
 * runs. Design: one file that is only appended to; its first line says of which run it is. A line
 * that was cut off is no JSON, and is replayed again. Accepted: two runs into one folder at once.
 */
import { appendFile, mkdir, readFile, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type NotReplayed, notReplayedSchema, type Replay, replaySchema } from "@devflow/backtest";
import { UsageError } from "@devflow/errors";

export interface Journal {
  /** By the commit with which the change landed. */
  replays: Map<string, Replay>;
  notReplayed: NotReplayed[];
  add(entry: Replay | NotReplayed): Promise<void>;
}

const fileName = "replayed.jsonl";

/**
 * Opens the journal of a run in a folder, or one in memory for null.
 * @param run What has to be the same for two runs to be one, as one line.
 */
export async function openJournal(
  folder: string | null,
  run: string,
  isResumed: boolean,
): Promise<Journal> {
  const journal = { replays: new Map<string, Replay>(), notReplayed: [] as NotReplayed[] };
  const keep = (entry: Replay | NotReplayed) => {
    if ("reason" in entry) journal.notReplayed.push(entry);
    else journal.replays.set(entry.change.landedSha, entry);
  };
  if (folder === null) return { ...journal, add: async (entry) => keep(entry) };
  await mkdir(folder, { recursive: true });
  const file = join(folder, fileName);
  const header = `${JSON.stringify({ run })}\n`;
  const text = isResumed ? await readFile(file, "utf8").catch(() => "") : "";
  if (text !== "" && !text.startsWith(header)) {
    throw new UsageError(
      `${file} is of a run with other options, experts or commits`,
      "Leave out --resume to begin anew, or name another --report.",
    );
  }
  if (text === "") await writeFile(file, header);
  else {
    const whole = text.slice(0, text.lastIndexOf("\n") + 1);
    for (const line of whole.split("\n").slice(1, -1)) keep(parseEntry(line, file));
    await truncate(file, Buffer.byteLength(whole));
  }
  return {
    ...journal,
    async add(entry) {
      await appendFile(file, `${JSON.stringify(entry)}\n`);
      keep(entry);
    },
  };
}

function parseEntry(line: string, file: string): Replay | NotReplayed {
  try {
    const entry: unknown = JSON.parse(line);
    const isReplay = typeof entry === "object" && entry !== null && "reviews" in entry;
    return isReplay ? replaySchema.parse(entry) : notReplayedSchema.parse(entry);
  } catch (cause) {
    throw new UsageError(`${file} is damaged or of another version`, "Leave out --resume.", {
      cause,
    });
  }
}
