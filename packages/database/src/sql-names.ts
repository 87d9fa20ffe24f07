/** A name as SQL writes it when it may hold any character. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** Table and columns as COPY wants them; `schema.table` is understood. */
export function copyTarget(table: string, columns: readonly { name: string }[]): string {
  const quotedTable = table.split(".").map(quoteName).join(".");
  return `${quotedTable} (${columns.map((column) => quoteName(column.name)).join(", ")})`;
}
