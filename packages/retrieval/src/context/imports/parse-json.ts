const STRING_OR_COMMENT = /("(?:\\.|[^"\\])*")|\/\/[^\n]*|\/\*[\s\S]*?\*\//g;
const STRING_OR_COMMA = /("(?:\\.|[^"\\])*")|,(?=\s*[}\]])/g;

/** JSON as tsconfig files have it, with comments and trailing commas; null when it is none. */
export function parseLooseJson(text: string): unknown {
  const plain = text
    .replace(STRING_OR_COMMENT, (_, string?: string) => string ?? "")
    .replace(STRING_OR_COMMA, (_, string?: string) => string ?? "");
  try {
    return JSON.parse(plain);
  } catch {
    return null;
  }
}
