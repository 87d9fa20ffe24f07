/** Where the files of a webview's page are, as it may load them. */
export interface PageAssets {
  scriptUri: string;
  styleUri: string;
  /** What the webview may load from, for the policy. */
  cspSource: string;
  /** Random, once per page. */
  nonce: string;
}

/**
 * A page that loads its own script and style and nothing else: no remote address, no inline script, no
 * image, no frame, no form that is sent.
 * @param allowed further directives of the policy
 */
export function webviewPage(
  { scriptUri, styleUri, cspSource, nonce }: PageAssets,
  { title, body, allowed = [] }: { title: string; body: string; allowed?: readonly string[] },
): string {
  const policy = [
    "default-src 'none'",
    `style-src ${cspSource}`,
    `script-src 'nonce-${nonce}'`,
    ...allowed,
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  return `<!DOCTYPE html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="${policy}">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <link rel="stylesheet" href="${styleUri}">
    <title>${title}</title>
  </head>
  <body>
${body}
    <script nonce="${nonce}" src="${scriptUri}"></script>
  </body>
</html>
`;
}
