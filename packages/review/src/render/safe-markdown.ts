import type { Nodes, PhrasingContent, RootContent } from "mdast";
import { fromMarkdown } from "mdast-util-from-markdown";
import { gfmFromMarkdown, gfmToMarkdown } from "mdast-util-gfm";
import { toMarkdown } from "mdast-util-to-markdown";
import { gfm } from "micromark-extension-gfm";

/**
 * Characters that change what a reader sees without being seen: control characters, zero width,
 * bidirectional and tag characters, variation selectors.
 */
const invisible = /[^\P{Cc}\t\n\r]|\p{Cf}|\p{Variation_Selector}/gu;

/**
 * What GitHub acts on inside plain text: addresses, @mentions, #123 and GH-123 references,
 * owner/name#123. As inline code all of them are inert and still readable.
 */
const activeText =
  /(?:https?|ftp|file|data|javascript|mailto|ssh|git):\S+|\bwww\.\S+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|@[\w-]+(?:\/[\w-]+)?|(?:[\w.-]+\/[\w.-]+)?#\d+|GH-\d+/gi;

const maxCharacters = 4_000;

/**
 * Text of a model, a rule or a stranger as Markdown that only shows text: no HTML, images, links,
 * mentions, references or headings; code, emphasis and lists stay. Cut at 4,000 characters.
 */
export function safeMarkdown(text: string): string {
  const plain = text.replace(invisible, "").slice(0, maxCharacters);
  const tree = fromMarkdown(plain, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] });
  const children = tree.children.flatMap(safeBlock);
  return toMarkdown(
    { type: "root", children },
    { extensions: [gfmToMarkdown()], bullet: "-" },
  ).trim();
}

/** The same for a place of one line, such as a title. */
export function safeInline(text: string): string {
  return safeMarkdown(text.replace(/\s+/g, " ").replace(/^[\s#>*+-]+/, "")).replace(/\s+/g, " ");
}

function safeBlock(node: RootContent): RootContent[] {
  switch (node.type) {
    case "paragraph":
      return [{ type: "paragraph", children: safeInlines(node.children) }];
    case "heading":
      return [
        { type: "paragraph", children: [{ type: "strong", children: safeInlines(node.children) }] },
      ];
    case "list":
      return [
        {
          ...node,
          children: node.children.map((item) => ({
            ...item,
            checked: null,
            children: item.children.flatMap(safeBlock).filter(isBlock),
          })),
        },
      ];
    case "blockquote":
      return [{ type: "blockquote", children: node.children.flatMap(safeBlock).filter(isBlock) }];
    case "code":
      // `suggestion` would become a committable block that nobody checked.
      return [{ type: "code", lang: safeLanguage(node.lang), value: node.value }];
    case "thematicBreak":
      return [];
    default:
      return [{ type: "paragraph", children: [{ type: "inlineCode", value: textOf(node) }] }];
  }
}

function isBlock(node: RootContent) {
  return (
    node.type === "paragraph" ||
    node.type === "list" ||
    node.type === "blockquote" ||
    node.type === "code"
  );
}

function safeInlines(nodes: readonly PhrasingContent[]): PhrasingContent[] {
  return apart(nodes.flatMap(safeInlineNode));
}

/** Two codes in a row would share their backticks, and the second one's text would get out. */
function apart(nodes: readonly PhrasingContent[]): PhrasingContent[] {
  return nodes.flatMap((node, index): PhrasingContent[] =>
    node.type === "inlineCode" && nodes[index - 1]?.type === "inlineCode"
      ? [{ type: "text", value: " " }, node]
      : [node],
  );
}

function safeInlineNode(node: PhrasingContent): PhrasingContent[] {
  switch (node.type) {
    case "text":
      return inertText(node.value);
    case "inlineCode":
    case "break":
      return [node];
    case "emphasis":
    case "strong":
    case "delete":
      return [{ ...node, children: safeInlines(node.children) }];
    case "link":
      return safeInlines(node.children);
    default:
      return [{ type: "inlineCode", value: textOf(node) }];
  }
}

function inertText(value: string): PhrasingContent[] {
  const nodes: PhrasingContent[] = [];
  let from = 0;
  for (const match of value.matchAll(activeText)) {
    if (match.index > from) nodes.push({ type: "text", value: value.slice(from, match.index) });
    nodes.push({ type: "inlineCode", value: match[0] });
    from = match.index + match[0].length;
  }
  if (from < value.length) nodes.push({ type: "text", value: value.slice(from) });
  return nodes;
}

function safeLanguage(language: string | null | undefined): string | null {
  return language &&
    /^[a-z0-9+#-]{1,20}$/i.test(language) &&
    language.toLowerCase() !== "suggestion"
    ? language
    : null;
}

function textOf(node: Nodes): string {
  if ("value" in node) return node.value;
  if ("alt" in node) return node.alt ?? "image";
  if ("children" in node) return node.children.map(textOf).join(" ");
  return node.type;
}
