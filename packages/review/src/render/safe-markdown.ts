import type { ListItem, Nodes, PhrasingContent, RootContent } from "mdast";
import { fromMarkdown } from "mdast-util-from-markdown";
import { gfmFromMarkdown, gfmToMarkdown } from "mdast-util-gfm";
import { toMarkdown } from "mdast-util-to-markdown";
import { gfm } from "micromark-extension-gfm";
import { actingLine, splitActiveText } from "./active-text.ts";
import { cleanText, cut } from "./clean-text.ts";
import { maskSecrets } from "./mask-secrets.ts";

const extensions = { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] };

const defaultMaxLength = 4_000;

export interface SafeMarkdownOptions {
  /** Characters of the text that are kept; what is cut is told. Default 4,000. */
  maxLength?: number;
  /**
   * Where links may lead, as beginnings of URLs, for example `https://github.com/acme/shop/`. None by
   * default: on a shared host every other repository is a stranger's.
   */
  linkTargets?: readonly string[];
}

/**
 * The one way out for text of a model, a rule or a stranger: as Markdown that only shows text. No
 * HTML, images, mentions, references, formulas, diagrams, commit trailers, commands or headings; no
 * credentials, no invisible characters; links only to `linkTargets`. Code, emphasis and lists stay.
 */
export function safeMarkdown(text: string, options: SafeMarkdownOptions = {}): string {
  const { text: kept, left } = cut(cleanText(text), options.maxLength ?? defaultMaxLength);
  const tree = fromMarkdown(maskSecrets(kept), extensions);
  const render = new SafeTree(options.linkTargets ?? []);
  const children = tree.children.flatMap((node) => render.block(node));
  const written = toMarkdown(
    { type: "root", children },
    { extensions: [gfmToMarkdown()], bullet: "-", rule: "-" },
  ).trim();
  return left === 0 ? written : `${written}\n\n(${left} more characters are left out.)`;
}

/** The same for a place of one line, such as a title: at most 300 characters. */
export function safeInline(text: string, options: SafeMarkdownOptions = {}): string {
  const line = text.replace(/\s+/g, " ").replace(/^[\s#>*+-]+/, "");
  const { text: kept, left } = cut(cleanText(line), options.maxLength ?? 300);
  const written = safeMarkdown(kept, { ...options, maxLength: Number.POSITIVE_INFINITY });
  return `${written.replace(/\s+/g, " ")}${left > 0 ? " …" : ""}`;
}

/** A name, path or number as inline code: nothing inside can end it or act. */
export function safeCode(text: string): string {
  const { text: kept, left } = cut(maskSecrets(cleanText(text)), 300);
  const plain = kept.replace(/[`\s]+/g, " ").trim();
  return plain === "" ? "` `" : `\`${plain}${left > 0 ? " …" : ""}\``;
}

/** Walks a parsed text and gives a tree that has inert nodes only. */
class SafeTree {
  readonly #linkTargets: readonly string[];

  constructor(linkTargets: readonly string[]) {
    this.#linkTargets = linkTargets;
  }

  block(node: RootContent): RootContent[] {
    switch (node.type) {
      case "paragraph":
        return [{ type: "paragraph", children: this.#inlines(node.children) }];
      case "heading": {
        const strong = { type: "strong" as const, children: this.#inlines(node.children) };
        return [{ type: "paragraph", children: [strong] }];
      }
      case "list":
        return [{ ...node, children: node.children.map((item) => this.#item(item)) }];
      case "blockquote":
        return [{ type: "blockquote", children: this.#blocks(node.children) }];
      case "code":
        return [{ type: "code", lang: safeLanguage(node.lang), value: inertCode(node.value) }];
      case "thematicBreak":
        return [];
      default:
        return [{ type: "paragraph", children: [codeOf(textOf(node))] }];
    }
  }

  #item(item: ListItem): ListItem {
    return { ...item, checked: null, children: this.#blocks(item.children) };
  }

  #blocks(nodes: readonly RootContent[]) {
    return nodes.flatMap((node) => this.block(node)).filter(isBlock);
  }

  /**
   * Links are taken apart before the text is looked at: `@[name](x)` is a mention once its link is
   * gone. What stands side by side as text is one text.
   */
  #inlines(nodes: readonly PhrasingContent[]): PhrasingContent[] {
    const plain = joinTexts(nodes.flatMap((node) => this.#withoutLinks(node)));
    return apart(plain.flatMap((node) => this.#inline(node)));
  }

  #withoutLinks(node: PhrasingContent): PhrasingContent[] {
    if (node.type !== "link" || this.#mayLinkTo(node.url)) return [node];
    return node.children.flatMap((child) => this.#withoutLinks(child));
  }

  #mayLinkTo(url: string): boolean {
    if (!URL.canParse(url)) return false;
    const { href, username, password } = new URL(url);
    if (username !== "" || password !== "") return false;
    return this.#linkTargets.some((target) => href.startsWith(new URL(target).href));
  }

  #inline(node: PhrasingContent): PhrasingContent[] {
    switch (node.type) {
      case "text":
        return splitActiveText(node.value).map(({ value, isActive }) =>
          isActive ? codeOf(value) : { type: "text", value },
        );
      case "inlineCode":
        return [codeOf(node.value)];
      case "break":
        return [node];
      case "emphasis":
      case "strong":
      case "delete":
        return [{ ...node, children: this.#inlines(node.children) }];
      case "link":
        return [
          { type: "link", url: new URL(node.url).href, children: this.#inlines(node.children) },
        ];
      default:
        return [codeOf(textOf(node))];
    }
  }
}

function joinTexts(nodes: readonly PhrasingContent[]): PhrasingContent[] {
  const joined: PhrasingContent[] = [];
  for (const node of nodes) {
    const last = joined.at(-1);
    if (node.type === "text" && last?.type === "text") {
      joined[joined.length - 1] = { type: "text", value: last.value + node.value };
    } else {
      joined.push(node);
    }
  }
  return joined;
}

/** Two codes in a row would share their backticks, and the second one's text would get out. */
function apart(nodes: readonly PhrasingContent[]): PhrasingContent[] {
  return nodes.flatMap((node, index): PhrasingContent[] =>
    node.type === "inlineCode" && nodes[index - 1]?.type === "inlineCode"
      ? [{ type: "text", value: " " }, node]
      : [node],
  );
}

function codeOf(value: string): PhrasingContent {
  return { type: "inlineCode", value: value.trim() === "" ? " " : value.replace(/\s+/g, " ") };
}

function isBlock(node: RootContent) {
  return (
    node.type === "paragraph" ||
    node.type === "list" ||
    node.type === "blockquote" ||
    node.type === "code"
  );
}

/**
 * Who reads raw text sees no fences: a space before every line keeps it from acting. A fence of a
 * suggestion inside of a longer one is text, too, but not for those who look for its line only.
 */
function inertCode(value: string): string {
  const shifted = value.replace(/^[ \t]*(?:`{3,}|~{3,})[ \t]*suggestion\b/gim, "    $&");
  return actingLine.test(shifted) ? shifted.replace(/^/gm, " ") : shifted;
}

/** What GitHub draws instead of showing it, and `suggestion`, which nobody has checked here. */
const drawnLanguages = new Set(["suggestion", "mermaid", "math", "geojson", "topojson", "stl"]);

function safeLanguage(language: string | null | undefined): string | null {
  return language &&
    /^[a-z0-9+#-]{1,20}$/i.test(language) &&
    !drawnLanguages.has(language.toLowerCase())
    ? language
    : null;
}

function textOf(node: Nodes): string {
  if ("value" in node) return node.value;
  if ("alt" in node) return node.alt ?? "image";
  if ("children" in node) return node.children.map(textOf).join(" ");
  return node.type;
}
