import MarkdownIt, { type Token } from "markdown-it";
import type { Citation } from "../shared/answers.ts";
import { type Place, parsePlace } from "./parse-place.ts";

/**
 * An answer as HTML for the panel. What a model writes is not trusted: HTML in it is text, nothing is
 * loaded from anywhere (no images), and a link leads nowhere but to a file of the workspace. Places
 * become `<a data-path data-line>`, which only the panel's own script acts on; so does `[2]` where it
 * is the number of something that was cited. Other addresses are shown as text.
 */
export function renderMarkdown(text: string, citations: readonly Citation[] = []): string {
  return markdown.render(text, { citations } satisfies Environment);
}

interface Environment {
  citations: readonly Citation[];
}

const markdown = new MarkdownIt({ html: false, linkify: false, breaks: false }).disable("image");
// Addresses are never followed; which are shown as links is decided where they are rendered.
markdown.validateLink = () => true;

const { escapeHtml } = markdown.utils;

markdown.renderer.rules.link_open = (tokens, index) => {
  const target = parsePlace(decoded(addressOf(tokens[index])));
  // Its text may name another one: where it leads is said at a hover.
  return target ? openPlace(target, addressOf(tokens[index])) : '<span class="address">';
};

markdown.renderer.rules.link_close = (tokens, index) => {
  const address = addressBefore(tokens, index);
  if (parsePlace(decoded(address))) return "</a>";
  const label = tokens[index - 1]?.content ?? "";
  return label === address
    ? "</span>"
    : `</span> <span class="url">(${escapeHtml(address)})</span>`;
};

markdown.renderer.rules.code_inline = (tokens, index) => {
  const content = tokens[index]?.content ?? "";
  const code = `<code>${escapeHtml(content)}</code>`;
  const isInLink = tokens
    .slice(0, index)
    .filter(({ type }) => type.startsWith("link_"))
    .at(-1);
  const target = isInLink?.type === "link_open" ? null : parsePlace(content.trim());
  // A bare word such as `server.ts` may be anything; with a folder or a line it is a place.
  if (!target || (!target.path.includes("/") && target.lines === null)) return code;
  return `${openPlace(target)}${code}</a>`;
};

markdown.inline.ruler.before("link", "citation", (state, silent) => {
  const number = /^\[(\d{1,3})\](?![(:[])/.exec(state.src.slice(state.pos, state.pos + 6));
  const { citations = [] } = state.env as Partial<Environment>;
  const cited = number && citations.find((each) => each.number === Number(number[1]));
  if (!cited) return false;
  if (!silent) {
    const token = state.push("citation", "", 0);
    token.content = number[0];
    token.info = `${cited.path}:${cited.start_line}-${cited.end_line}`;
  }
  state.pos += number[0].length;
  return true;
});

markdown.renderer.rules.citation = (tokens, index) => {
  const label = tokens[index]?.content ?? "";
  const target = parsePlace(tokens[index]?.info ?? "");
  return target ? `${openPlace(target)}${label}</a>` : label;
};

function openPlace({ path, lines }: Place, address = ""): string {
  const title = address === "" ? "" : ` title="${escapeHtml(decoded(address))}"`;
  const line = lines ? ` data-line="${lines.startLine}" data-end-line="${lines.endLine}"` : "";
  return `<a href="#" class="place"${title} data-path="${escapeHtml(path)}"${line}>`;
}

function addressBefore(tokens: readonly Token[], index: number): string {
  const open = tokens.slice(0, index).findLast(({ type }) => type === "link_open");
  return addressOf(open);
}

function addressOf(token: Token | undefined): string {
  return String(token?.attrGet("href") ?? "");
}

/** markdown-it encodes addresses; a path is shown and opened as it is written. */
function decoded(address: string): string {
  try {
    return decodeURI(address);
  } catch {
    return address;
  }
}
