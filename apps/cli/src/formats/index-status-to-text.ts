import type { IndexStateName, RepositoryIndexStatus } from "@devflow/retrieval";

const STATES: Readonly<Record<IndexStateName, string>> = {
  not_indexed: "not indexed",
  indexing: "indexing",
  ready: "ready",
  failed: "failed",
  interrupted: "interrupted",
};
const MOST_LANGUAGES = 4;

/** Indexes as a table with one row each, and below it what to do about those that need it. */
export function indexStatusToText(statuses: readonly RepositoryIndexStatus[], now: Date): string {
  if (statuses.length === 0) return "No repository is known here.\n";
  const head = ["repository", "state", "commit", "files", "chunks", "updated", "rebuilt", "took"];
  const rows = statuses.map((status) => [
    status.name,
    stateOf(status),
    status.commitSha?.slice(0, 7) ?? "-",
    String(status.files),
    String(status.chunks),
    ago(status.updatedAt, now),
    ago(status.rebuiltAt, now),
    status.durationMs === null ? "-" : `${(status.durationMs / 1_000).toFixed(1)} s`,
  ]);
  const [only] = statuses;
  const details = statuses.length === 1 && only !== undefined ? detailsOf(only) : [];
  const notes = statuses.flatMap(noteOf);
  const blocks = [table([head, ...rows]), details.join("\n"), notes.join("\n")];
  return `${blocks.filter((block) => block !== "").join("\n\n")}\n`;
}

function stateOf({ state, progress }: RepositoryIndexStatus): string {
  const name = STATES[state];
  if (progress === null || progress.total === 0) return name;
  return `${name} ${Math.floor((100 * progress.done) / progress.total)} %`;
}

function detailsOf({ languages, embedder }: RepositoryIndexStatus): string[] {
  if (languages.length === 0) return [];
  const shown = languages
    .slice(0, MOST_LANGUAGES)
    .map(({ language, files, lines }) => `${language} ${files} files, ${lines} lines`);
  const more = languages.length - shown.length;
  const rest = more > 0 ? [`${more} more`] : [];
  return [
    `Languages: ${[...shown, ...rest].join("; ")}`,
    `Vectors: ${embedder ?? "none, full text only"}`,
  ];
}

function noteOf(status: RepositoryIndexStatus): string[] {
  const { name, state, lastError, localPath } = status;
  const again =
    localPath === null
      ? "The indexer tries again within the hour; a push makes it try at once."
      : `Run \`devflow index --repo ${localPath}\`: what was read already is not read again.`;
  const serving = status.commitSha === null ? "" : " Searches use the index of before.";
  if (state === "failed") return [`${name} failed: ${lastError}.${serving} ${again}`];
  if (state === "interrupted") return [`${name} was interrupted.${serving} ${again}`];
  if (state === "not_indexed") return [`${name} is not indexed. ${again}`];
  return [];
}

const STEPS: readonly (readonly [seconds: number, unit: string])[] = [
  [86_400, "d"],
  [3_600, "h"],
  [60, "min"],
  [1, "s"],
];

function ago(time: Date | null, now: Date): string {
  if (time === null) return "-";
  const seconds = Math.max(0, (now.getTime() - time.getTime()) / 1_000);
  const [size, unit] = STEPS.find(([step]) => seconds >= step) ?? [1, "s"];
  return `${Math.floor(seconds / size)} ${unit} ago`;
}

function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
