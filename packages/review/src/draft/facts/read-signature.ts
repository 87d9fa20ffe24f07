/** A callable's head, taken apart. */
export interface Signature {
  parameters: Parameter[];
  /** What stands behind the parameters, without white space; before them in Java and its kin. */
  returns: string;
}

export interface Parameter {
  name: string;
  /** What stands beside the name, without white space. */
  type: string;
  /** True when callers may leave it out. */
  isOptional: boolean;
}

const TYPE_FIRST = new Set(["java", "csharp", "cpp", "c", "php"]);
const RECEIVERS = new Set(["self", "cls", "&self", "&mutself", "mutself"]);

/**
 * Takes a definition's one-line head apart; null when it has no parameter list, or is cut (heads
 * are at most 200 characters).
 */
export function readSignature(head: string, name: string, language: string): Signature | null {
  const at = new RegExp(`(?<![\\w$])${name.replace(/\W/g, "\\$&")}(?![\\w$])`).exec(head);
  if (at === null) return null;
  const open = head.indexOf("(", at.index + name.length);
  const close = open === -1 ? -1 : closingOf(head, open);
  if (close === -1) return null;
  const written = splitTopLevel(head.slice(open + 1, close))
    .map((text) => readParameter(text, language))
    .filter(({ name: own }) => !RECEIVERS.has(own));
  const parameters = language === "go" ? withSharedTypes(written) : written;
  const behind = head.slice(close + 1).replace(/(?:\s*(?:[:{]|=>|=))*\s*$/, "");
  const before = TYPE_FIRST.has(language) ? head.slice(0, at.index) : "";
  const returns = withoutSpace(`${typeBefore(before)}${behind}`);
  // Go leaves it out where there is nothing; elsewhere that says nothing.
  return { parameters, returns: returns === "" && language === "go" ? "nothing" : returns };
}

/** Go's `a, b int` gives both the type; without any, types alone are written. */
function withSharedTypes(parameters: readonly Parameter[]): Parameter[] {
  let type = "";
  return parameters
    .toReversed()
    .map((each) => {
      type = each.type === "" ? type : each.type;
      return { ...each, type };
    })
    .reverse();
}

function typeBefore(text: string): string {
  return text.replace(
    /\b(?:public|private|protected|static|final|abstract|override|virtual|async|synchronized|inline|function)\b/g,
    "",
  );
}

function closingOf(text: string, open: number): number {
  let depth = 0;
  for (let i = open; i < text.length; i++) {
    if ("([{".includes(text[i] ?? "")) depth++;
    else if (")]}".includes(text[i] ?? "") && --depth === 0) return i;
  }
  return -1;
}

/** Parts between commas that stand in no brackets; `=>` closes none. */
function splitTopLevel(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let i = 0; i < text.length; i++) {
    const char = text[i] ?? "";
    if ("([{<".includes(char)) depth++;
    else if (")]}".includes(char) || (char === ">" && !"=-".includes(text[i - 1] ?? ""))) depth--;
    else if (char === "," && depth === 0) {
      parts.push(text.slice(start, i));
      start = i + 1;
    }
  }
  parts.push(text.slice(start));
  return parts
    .map((part) => part.trim())
    .filter((part) => part !== "" && part !== "*" && part !== "/");
}

function readParameter(text: string, language: string): Parameter {
  const isRest = /^\.\.\.|^\*{1,2}\w|\.\.\./.test(text);
  const hasDefault = /[^=!<>]=(?![=>])/.test(text);
  const bare = text
    .replace(/\s*[^=!<>]?=(?![=>]).*$/s, (rest) =>
      rest.trim().startsWith("=") ? "" : (rest[0] ?? ""),
    )
    .replace(
      /^(?:@\w+(?:\([^)]*\))?\s+|(?:public|private|protected|readonly|final|const|mut)\s+)+/,
      "",
    );
  const pattern = /^(?:\{[^}]*\}|\[[^\]]*\])/.exec(bare)?.[0];
  if (pattern !== undefined && language !== "go") {
    // What a function takes out of an object is its own affair; callers see the type.
    const type = withoutSpace(bare.slice(pattern.length).replace(/^\s*:/, ""));
    return { name: "{…}", type, isOptional: isRest || hasDefault };
  }
  const colon = bare.indexOf(":");
  const isOptional = isRest || hasDefault || /^[\w$]+\s*\?/.test(bare);
  const [name, type] =
    colon !== -1 && !TYPE_FIRST.has(language)
      ? [bare.slice(0, colon), bare.slice(colon + 1)]
      : language === "go"
        ? splitAt(bare, bare.search(/\s/))
        : TYPE_FIRST.has(language)
          ? splitAt(bare, bare.search(/[\w$]+\s*$/)).reverse()
          : [bare, ""];
  return {
    name: withoutSpace(name ?? "").replace(/^(?:\.\.\.|\*{1,2}|&)|\?$/g, ""),
    type: withoutSpace(type ?? ""),
    isOptional,
  };
}

function splitAt(text: string, index: number): string[] {
  return index <= 0 ? [text, ""] : [text.slice(0, index), text.slice(index)];
}

function withoutSpace(text: string): string {
  return text.replace(/\s+/g, "");
}
