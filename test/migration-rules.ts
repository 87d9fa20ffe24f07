/** SQL without comments, quoted text and function bodies, so that words in them do not count. */
function bareSql(sql: string): string {
  return sql
    .replaceAll(/\$(\w*)\$[\s\S]*?\$\1\$/g, "''")
    .replaceAll(/'(?:[^']|'')*'/g, "''")
    .replaceAll(/--[^\n]*/g, "")
    .replaceAll(/\/\*[\s\S]*?\*\//g, "");
}

/**
 * The columns that a migration adds to a table that may already hold rows, with NOT NULL and
 * without DEFAULT: such a migration passes on an empty database and fails on every real one.
 */
export function columnsWithoutDefault(sql: string): string[] {
  const bare = bareSql(sql);
  const created = new Set(
    [...bare.matchAll(/CREATE TABLE (?:IF NOT EXISTS )?(\w+)/gi)].map(nameOf),
  );
  const found: string[] = [];
  for (const statement of bare.split(";")) {
    const table = nameOf(/ALTER TABLE (?:IF EXISTS )?(?:ONLY )?(\w+)/i.exec(statement));
    if (table === "" || created.has(table)) continue;
    for (const part of statement.split(/\bADD COLUMN\b/i).slice(1)) {
      const column = nameOf(/^\s*(?:IF NOT EXISTS\s+)?(\w+)/i.exec(part));
      const isFilled = /\bDEFAULT\b|\bGENERATED\b|\b(?:big|small)?serial\b/i.test(part);
      if (/\bNOT NULL\b|\bPRIMARY KEY\b/i.test(part) && !isFilled) found.push(`${table}.${column}`);
    }
  }
  return found;
}

function nameOf(match: RegExpMatchArray | null): string {
  return (match?.[1] ?? "").toLowerCase();
}
