import { createHash } from "node:crypto";
import type { RouteAnswer } from "../../http/route.ts";

/** Markup that may be put into a page as it is. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

const entities: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Markup with values, which are escaped unless they are {@link Html} themselves. */
export function html(parts: TemplateStringsArray, ...values: readonly unknown[]): Html {
  const text = parts.map((part, at) => (at === 0 ? part : `${shown(values[at - 1])}${part}`));
  return new Html(text.join(""));
}

function shown(value: unknown): string {
  if (value instanceof Html) return value.text;
  if (Array.isArray(value)) return value.map(shown).join("");
  return String(value ?? "").replace(/[&<>"']/g, (character) => entities[character] ?? character);
}

const style = `body{font:16px/1.5 system-ui,sans-serif;max-width:46rem;margin:3rem auto;padding:0 1rem;color:#1f2328;background:#fff}
h1{font-size:1.5rem}code{background:#eff1f3;padding:.1rem .3rem;border-radius:4px;overflow-wrap:anywhere}
button,.button{font:inherit;padding:.4rem .9rem;border:0;border-radius:6px;background:#1f6feb;color:#fff;cursor:pointer;text-decoration:none;display:inline-block}
button.quiet{background:#6e7781}input{font:inherit;padding:.35rem .5rem}label{display:block;margin:.5rem 0}
table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.3rem .6rem .3rem 0;border-bottom:1px solid #d0d7de}
form.inline{display:inline}.code{font:2rem/1 ui-monospace,monospace;letter-spacing:.1em}
@media(prefers-color-scheme:dark){body{background:#0d1117;color:#e6edf3}code{background:#30363d}th,td{border-color:#30363d}a{color:#4493f8}}`;

const styleHash = createHash("sha256").update(style).digest("base64");

/** No script at all, no frame around it, forms to nobody else. */
const policy = [
  "default-src 'none'",
  `style-src 'sha256-${styleHash}'`,
  "form-action 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join("; ");

/** A whole page with the headers that keep it from being framed, cached or told to others. */
export function page(
  title: string,
  body: Html,
  options: { status?: number; cookie?: string } = {},
): RouteAnswer<never, never> {
  const { text } = html`<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title><style>${new Html(style)}</style></head>
<body><h1>${title}</h1>
${body}
</body></html>
`;
  return {
    text,
    type: "text/html; charset=utf-8",
    status: options.status ?? 200,
    headers: {
      "content-security-policy": policy,
      "x-frame-options": "DENY",
      "cache-control": "no-store",
      "referrer-policy": "no-referrer",
      "cross-origin-opener-policy": "same-origin",
      ...(options.cookie !== undefined && { "set-cookie": options.cookie }),
    },
  };
}
