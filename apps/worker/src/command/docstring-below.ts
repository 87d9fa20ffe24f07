import type { DraftedFinding } from "@devflow/expert";

/** Lines of one signature; a longer one is not looked through. */
const mostLines = 40;

/**
 * The lines of a Python signature, from `def` or `class` to the colon that ends it; null where there
 * is none. Strings in defaults are passed over, so that a `#` or a bracket in one does not count.
 *
 * @param startLine of the declaration, from 1; decorators may stand first
 */
export function signatureOf(lines: readonly string[], startLine: number): string[] | null {
  const first = lines.findIndex(
    (line, at) => at >= startLine - 1 && /^\s*(?:async\s+def|def|class)\b/.test(line),
  );
  if (first === -1 || first - startLine > mostLines) return null;
  let depth = 0;
  for (let at = first; at < Math.min(lines.length, first + mostLines); at++) {
    const code = (lines[at] ?? "").replace(/"[^"]*"|'[^']*'/g, "").replace(/#.*$/, "");
    depth += (code.match(/[([{]/g)?.length ?? 0) - (code.match(/[)\]}]/g)?.length ?? 0);
    if (depth === 0 && /:\s*$/.test(code)) return lines.slice(first, at + 1);
  }
  return null;
}

const DOCSTRING = /^([ \t]*)([rR]?("""|''')(?:(?!\3)[\s\S])*\3)/m;

/**
 * A docstring for a signature of several lines, put below its last one, whichever of its lines the
 * expert quoted and repeated: as it comes, it would stand between the parameters. Anything else is
 * left as it is.
 */
export function docstringBelow(
  drafted: DraftedFinding,
  signatures: readonly (readonly string[])[],
): DraftedFinding {
  const [, indent = "", docstring] = DOCSTRING.exec(drafted.suggestion ?? "") ?? [];
  const quoted = drafted.quote
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);
  const signature = signatures.find(
    (each) => each.length > 1 && each[0]?.trim() === quoted[0]?.replace(/^\+\s*/, ""),
  );
  if (docstring === undefined || signature === undefined) return drafted;
  const own = `${/^\s*/.exec(signature[0] ?? "")?.[0] ?? ""}    `;
  const rows = docstring
    .split("\n")
    .map((row, at) => (at > 0 && row.startsWith(indent) ? row.slice(indent.length) : row.trimEnd()))
    .map((row) => (row.trim() === "" ? "" : own + row.trimEnd()));
  return {
    ...drafted,
    quote: signature.join("\n"),
    suggestion: `${[...signature, ...rows].join("\n")}\n`,
  };
}
