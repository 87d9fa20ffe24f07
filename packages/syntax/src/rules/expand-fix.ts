import type { SgNode } from "@ast-grep/napi";

const metaVariable = /\$\$\$([A-Z_][A-Z0-9_]*)|\$([A-Z_][A-Z0-9_]*)/g;

/**
 * ast-grep's `fix` template with the match's variables put in; its JavaScript side leaves this to
 * its users. Further lines of the template get the indentation of the line that the match begins.
 */
export function expandFix(fix: string, match: SgNode, text: string, indentation: string): string {
  const template = fix.replace(/\n$/, "").replaceAll("\n", `\n${indentation}`);
  return template.replace(metaVariable, (_, many: string | undefined, one: string | undefined) => {
    if (many !== undefined) return sourceOf(match.getMultipleMatches(many), text);
    const name = one ?? "";
    return match.getTransformed(name) ?? match.getMatch(name)?.text() ?? "";
  });
}

/** From the first node to the last, separators included. */
function sourceOf(nodes: readonly SgNode[], text: string): string {
  const first = nodes[0]?.range();
  const last = nodes.at(-1)?.range();
  return first === undefined || last === undefined
    ? ""
    : text.slice(first.start.index, last.end.index);
}
