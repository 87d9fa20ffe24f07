import { pathFilter } from "@devflow/review";

/**
 * Paths that `.gitattributes` calls generated or vendored for GitHub
 * (https://docs.github.com/en/repositories/working-with-files/managing-files/customizing-how-changed-files-appear-on-github).
 */
export function markedPaths(
  files: readonly { path: string; text: string }[],
): (path: string) => boolean {
  const levels = files.map(({ path, text }) => ({
    folder: path.includes("/") ? path.slice(0, path.lastIndexOf("/")) : "",
    patterns: text.split(/\r?\n/).flatMap(patternsOf),
  }));
  return pathFilter(levels);
}

function patternsOf(line: string): string[] {
  const [pattern, ...attributes] = line.trim().split(/\s+/);
  if (pattern === undefined || pattern === "" || pattern.startsWith("#")) return [];
  const marks = attributes.flatMap((attribute) => {
    const match = /^(-)?linguist-(?:generated|vendored)(?:=(true|false))?$/.exec(attribute);
    return match === null ? [] : [match[1] === undefined && match[2] !== "false"];
  });
  if (marks.length === 0) return [];
  return [marks.includes(true) ? pattern : `!${pattern}`];
}
