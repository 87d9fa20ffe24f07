/** Where the panel's files are, as the webview may load them. */
export interface PanelAssets {
  scriptUri: string;
  styleUri: string;
  /** What the webview may load from, for the policy. */
  cspSource: string;
  /** Random, once per page. */
  nonce: string;
}

/**
 * The page of an explanation. It loads its own script and style and nothing else: no remote address,
 * no inline script, no image, no frame, no form that is sent.
 */
export function panelPage({ scriptUri, styleUri, cspSource, nonce }: PanelAssets): string {
  const policy = [
    "default-src 'none'",
    `style-src ${cspSource}`,
    `script-src 'nonce-${nonce}'`,
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
    <title>DevFlow: explanation</title>
  </head>
  <body>
    <header>
      <h1 id="title"></h1>
      <a href="#" id="subject" class="place"></a>
    </header>
    <main id="turns"></main>
    <p id="status" role="status" aria-live="polite"></p>
    <form id="ask">
      <label for="question">Ask a follow-up question</label>
      <textarea id="question" rows="2" maxlength="4000" placeholder="Why is it done this way?"></textarea>
      <div class="actions">
        <span class="hint">Enter asks, Shift+Enter begins a line, Escape stops.</span>
        <button type="button" id="stop" class="secondary" hidden>Stop</button>
        <button type="submit" id="send">Ask</button>
      </div>
    </form>
    <script nonce="${nonce}" src="${scriptUri}"></script>
  </body>
</html>
`;
}
