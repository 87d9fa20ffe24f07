import { micromark } from "micromark";
import { gfm, gfmHtml } from "micromark-extension-gfm";

/** The page that a real renderer makes of Markdown, with all that it lets through. */
export function renderedPage(markdown: string): string {
  return micromark(markdown, {
    allowDangerousHtml: true,
    allowDangerousProtocol: true,
    extensions: [gfm()],
    htmlExtensions: [gfmHtml()],
  });
}

/** Text outside code, as a browser shows it, one piece per text node. */
export function textsOf(html: string): string[] {
  return html
    .replace(/<pre>[\s\S]*?<\/pre>/g, "")
    .replace(/<code[^>]*>[\s\S]*?<\/code>/g, "<code>")
    .split(/<[^>]*>/)
    .map((text) =>
      text
        .replaceAll("&lt;", "<")
        .replaceAll("&gt;", ">")
        .replaceAll("&quot;", '"')
        .replaceAll("&amp;", "&"),
    );
}
