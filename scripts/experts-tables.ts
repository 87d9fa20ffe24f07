import { type ExpertKey, expertMeanings, expertsFileKeys } from "@devflow/config";

/** What each expert of experts.yaml is for. */
export function expertNamesTable(): string {
  const rows = Object.entries(expertMeanings).map(([name, meaning]) =>
    row([`\`${name}\``, meaning]),
  );
  return ["| expert | for |", "|---|---|", ...rows].join("\n");
}

/** A table per part of experts.yaml. */
export function expertKeyTables(): string {
  return Object.entries(expertsFileKeys())
    .map(([part, keys]) =>
      [`| key of \`${part}\` | meaning | right |`, "|---|---|---|", ...keys.map(keyRow)].join("\n"),
    )
    .join("\n\n");
}

function keyRow({ path, isNeeded, meaning, expected, isSecret }: ExpertKey): string {
  const notes = [...(isNeeded ? ["**Needed.**"] : []), ...(isSecret ? ["**Secret.**"] : [])];
  return row([`\`${path}\``, [meaning, ...notes].join(" "), expected]);
}

function row(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
}
