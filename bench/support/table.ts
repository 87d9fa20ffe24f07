/** Rows of text as a Markdown table with straight columns; the first column is left-aligned. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => (row[column] ?? "").length)),
  );
  const line = (cells: readonly string[]) =>
    `| ${widths.map((width, column) => align(cells[column] ?? "", width, column)).join(" | ")} |`;
  const rule = `|${widths.map((width, column) => `${"-".repeat(width + 1)}${column === 0 ? "-" : ":"}`).join("|")}|`;
  return [line(head), rule, ...rows.map(line)].join("\n");
}

function align(text: string, width: number, column: number): string {
  return column === 0 ? text.padEnd(width) : text.padStart(width);
}

/** What every table begins with: how it was made, when and where. */
export function heading(): string {
  const script = process.argv.slice(2).join(" ");
  const name = process.argv[1]?.replace(/^.*\/(bench\/)/, "$1") ?? "";
  return `${new Date().toISOString().slice(0, 16)}Z  node ${name} ${script}`.trimEnd();
}
