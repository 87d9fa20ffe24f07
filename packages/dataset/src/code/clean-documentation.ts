import type { Language } from "@devflow/syntax";

/** Lines that speak to tools, not to people. */
const directive =
  /^\s*(?:@?(?:eslint|prettier|istanbul|c8|v8|biome|tslint|ts-ignore|ts-expect-error|vue-ignore|rubocop|nolint|NOLINT|clang-format|go:\w+|nosec|pylint|noqa|type:|pragma|region|endregion|phpcs|phpstan|psalm|codeCoverageIgnore|suppress|internal$|experimental$|override$|hidden$|inheritDoc\b|api private|private$|public$|see\b|link\b|since\b|author\b|version\b|copyright\b|category\b|ingroup\b|template\b|implements\b|__PURE__|__NO_SIDE_EFFECTS__))/i;

/** Takes comment signs and markup off a documentation comment; what is left is said to a person. */
export function cleanDocumentation(comment: string, language: Language): string {
  const bare = language === "python" ? withoutQuotes(comment) : withoutSigns(comment);
  const text = withoutExamples(withoutMarkup(withoutFences(bare)));
  const lines = text
    .split("\n")
    .filter(
      (line) =>
        !directive.test(line.replace(/^\s*[@\\]/, "@").replace(/^\s*@/, "")) || !isTagLine(line),
    )
    .filter((line) => !/^\s*[-=*#~_/]{3,}\s*$/.test(line))
    .map((line) => plainTag(language === "php" ? withoutPhpType(line) : line));
  return (
    lines
      .join("\n")
      .replace(/[ \t]+$/gm, "")
      .replace(/\n{3,}/g, "\n\n")
      .trim()
      // It said that code follows.
      .replace(/\n\n[^\n]*:$/, "")
      .trim()
  );
}

/** A line that begins with a tag or a tool's word, so that prose about a region is kept. */
function isTagLine(line: string): boolean {
  return /^\s*[@\\#]|^\s*(?:eslint|prettier|istanbul|c8|v8|biome|tslint|rubocop|nolint|NOLINT|clang-format|go:|nosec|pylint|noqa|pragma|phpcs)/.test(
    line,
  );
}

function withoutQuotes(text: string): string {
  const inner = text.replace(/^[rRbBuUfF]{0,2}("""|'''|"|')/, "").replace(/("""|'''|"|')$/, "");
  const [first = "", ...rest] = inner.split("\n");
  const indents = rest
    .filter((line) => line.trim() !== "")
    .map((line) => /^\s*/.exec(line)?.[0].length ?? 0);
  const indent = indents.length === 0 ? 0 : Math.min(...indents);
  return [first.trimStart(), ...rest.map((line) => line.slice(indent))].join("\n");
}

function withoutSigns(text: string): string {
  const lines = text
    .split("\n")
    .map((line) =>
      line
        .replace(/^\s*\/\*[*!]*<?|\*+\/\s*$/g, "")
        .replace(/^\s*(?:\/{2,3}!?<?|#+(?![[!])|\*(?!\*\S)|=begin|=end)(?: |$)?/, ""),
    );
  return lines.join("\n").replace(/^\s*\n/, "");
}

const entities: Readonly<Record<string, string>> = {
  lt: "<",
  gt: ">",
  amp: "&",
  quot: '"',
  nbsp: " ",
};

/** Tags of HTML, XML documentation, Javadoc, JSDoc, Sphinx and intra-doc links become their words. */
function withoutMarkup(text: string): string {
  return text
    .replace(/^[ \t]*\[[^\]\n]+\]:[ \t]*\S+[ \t]*$/gm, "")
    .replace(/<inheritdoc[^>]*\/?>/gi, "{@inheritDoc}")
    .replace(/<(?:param|typeparam)\s+name="([^"]+)">/g, "@param $1 ")
    .replace(/<returns>/g, "@return ")
    .replace(/<exception\s+cref="(?:\w:)?([^"]+)">/g, "@throws $1 ")
    .replace(/<see(?:also)?\s+(?:cref|langword|href)="(?:\w:)?([^"]+)"\s*\/>/g, "`$1`")
    .replace(/<(?:paramref|typeparamref)\s+name="([^"]+)"\s*\/>/g, "`$1`")
    .replace(/<(pre|example)>[\s\S]*?<\/\1>/g, "")
    .replace(/<li>/gi, "- ")
    .replace(/<\/?(?:c|code|tt)>/gi, "`")
    .replace(/<\/?[a-zA-Z][a-zA-Z0-9]*(?:\s+[\w-]+="[^"]*")*\s*\/?>/g, "")
    .replace(/&(lt|gt|amp|quot|nbsp);/g, (_, name: string) => entities[name] ?? "")
    .replace(/\{@(?:code|literal)\s+([^{}]*)\}/g, "`$1`")
    .replace(
      /\{@link(?:plain|code)?\s+([^\s{}|]+)(?:[\s|]+([^{}]*))?\}/g,
      (_, target: string, label?: string) => `\`${label?.trim() || target}\``,
    )
    .replace(/:(?:\w+:)?\w+:`~?\.?([^`<]*?)(?:\s*<[^`>]*>)?`/g, "`$1`")
    .replace(/``([^`]+)``/g, "`$1`")
    .replace(/\[(`[^`\]]+`)\](?:\([^)]*\)|\[[^\]]*\])?/g, "$1")
    .replace(/\[([^\]\n]+)\](?:\((?:[^)\s]+)\)|\[[^\]\n]*\])/g, "$1");
}

/** Blocks of code, and the sentence that only says that one follows. */
function withoutFences(text: string): string {
  return text.replace(
    /(?:^[^\n]*\b(?:for example|e\.g\.|like (?:this|so)|example)[^\n]{0,40}:[ \t]*\n\s*)?^[ \t]*(```|~~~)[\s\S]*?(?:^[ \t]*\1[ \t]*$|(?![\s\S]))/gim,
    "",
  );
}

/** Examples are long and mostly of the caller; what the function does is said before them. */
function withoutExamples(text: string): string {
  return text
    .replace(/^[ \t]*(?:>>>|\.\.\. ).*$/gm, "")
    .replace(/^[ \t]*(?:@example|\\code|@code)\b[\s\S]*?(?=^[ \t]*@\w|^\s*$|(?![\s\S]))/gm, "")
    .replace(/^[ \t]*#+ (?:Examples?|Panics|Safety)[ \t]*$/gm, "")
    .replace(
      /^[ \t]*\.\. (?:versionadded|versionchanged|deprecated|code-block|admonition)::.*(?:\n(?:[ \t]+.*|[ \t]*)(?=\n|$))*/gm,
      "",
    )
    .replace(/^[ \t]*(?:Examples?|Usage):?[ \t]*(?:\n[ \t]*[-=]+)?(?=\n|$)/gm, "");
}

/** `@param {T} name - what` and its likes become `name: what`. */
function plainTag(line: string): string {
  return line
    .replace(/^\s*[@\\]brief\s+/, "")
    .replace(
      /^\s*[@\\](?:t?param)(?:\[\w+(?:,\s*\w+)?\])?\s+(?:\{[^{}]*\}\s*|\[[^\]]*\]\s+)?\$?\[?([\w.$]+)\]?(?:=[^\s]*)?\s*(?:\[[^\]]*\]\s*)?[-–:]?\s*/,
      "$1: ",
    )
    .replace(/^\s*[@\\]returns?\b\s*(?:\{[^{}]*\}\s*|\[[^\]]*\]\s*)?[-–:]?\s*/, "Returns: ")
    .replace(
      /^\s*[@\\](?:throws|exception|raise)\s+(?:\{([^{}]*)\}|\[([^\]]*)\]|([\w\\.]+))\s*[-–:]?\s*/,
      (_, a?: string, b?: string, c?: string) => `Raises ${a ?? b ?? c ?? ""}: `,
    )
    .replace(/^(\w[\w.$]*|Returns|Raises [\w\\.]+): $/, "");
}

/** `@param array<string, A|B> $name what`: the type may hold anything but the sign of the name. */
function withoutPhpType(line: string): string {
  return line
    .replace(/^(\s*@(?:phpstan-|psalm-)?param)\s+[^$\n]*\s(?=[&.]*\$\w)/, "$1 ")
    .replace(/^(\s*@return)\s+(?:[^\s<{(]|<[^>]*>|\{[^}]*\}|\([^)]*\))+/, "$1");
}
