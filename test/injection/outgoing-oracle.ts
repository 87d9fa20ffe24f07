import { renderedPage, textsOf } from "../../packages/review/test/rendered-page.ts";

const ownTags = new Set(
  "p strong em del ul ol li blockquote br pre code sub details summary a h3"
    .split(" ")
    .flatMap((tag) => [tag, `/${tag}`]),
);

const ownMarker = /<!-- devflow:(?:review|comment|reply|summary) [A-Za-z0-9._:-]+ -->\s*$/;

/** What in a text that goes to GitHub would act there, one line each; by a real renderer. */
export function actingParts(markdown: string, ownPages: string): string[] {
  const html = renderedPage(markdown.replace(ownMarker, ""));
  const found: string[] = [];
  for (const [tag, name = ""] of html.matchAll(/<(\/?[a-z!][a-z0-9-]*)[^>]*>?/gi)) {
    if (!ownTags.has(name.toLowerCase())) found.push(`tag ${tag}`);
    if (/\s(?:style|on\w+|src)=/i.test(tag)) found.push(`attribute ${tag}`);
    const href = /href="([^"]*)"/.exec(tag)?.[1];
    if (href !== undefined && !href.startsWith(ownPages)) found.push(`link ${href}`);
  }
  for (const [, language = "", code = ""] of html.matchAll(
    /<pre><code class="language-([^"]*)">([\s\S]*?)<\/code>/g,
  )) {
    if (/mermaid|math|geojson|stl/i.test(language)) found.push(`drawing ${language}`);
    if (/suggestion/i.test(language) && code.includes("from-body")) found.push("forged suggestion");
  }
  return [...found, ...actingTexts(textsOf(html)), ...actingLines(markdown)];
}

function actingTexts(texts: readonly string[]): string[] {
  const patterns: Record<string, RegExp> = {
    mention: /(?:^|[^\w`])@[\w-]/,
    reference: /(?:^|[^\w&])#\d|\bGH-\d/i,
    address: /\b(?:https?|ftp):\S|\bwww\.\S/i,
    "skipped checks": /\[(?:skip ci|ci skip)\]|\*\*\*NO_CI/i,
  };
  return texts.flatMap((text) =>
    Object.entries(patterns).flatMap(([name, pattern]) =>
      pattern.test(text) ? [`${name}: ${text.trim().slice(0, 80)}`] : [],
    ),
  );
}

/** Bots and git read the raw text. */
function actingLines(markdown: string): string[] {
  const found: string[] = [];
  if (/^[/!][A-Za-z][\w-]*(?:\s|$)/m.test(markdown)) found.push("a line like a command");
  if (/^(?:co-authored|signed-off)-by:/im.test(markdown)) found.push("a trailer");
  if (/^(?:bors|@dependabot|@devflow)\b/im.test(markdown)) found.push("a bot's command");
  // Whoever looks for the line of a fence does not count the signs of the one around it.
  if (/^ {0,3}(?:`{3,}|~{3,})\s*suggestion\s*\n\s*from-body/im.test(markdown)) {
    found.push("a line like a suggestion's fence");
  }
  if (hidden.test(markdown)) found.push("hidden characters");
  return found;
}

const hidden = /[\u202a-\u202e\u2066-\u2069\u200b-\u200f\u2060\u{e0000}-\u{e007f}]/u;

export function hasHidden(text: string): boolean {
  return hidden.test(text);
}
