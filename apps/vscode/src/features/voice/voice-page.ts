import type { PanelAssets } from "../explain/panel-page.ts";

/** The page of the voice command. It loads its own script and style, and plays sound that it is given. */
export function voicePage({ scriptUri, styleUri, cspSource, nonce }: PanelAssets): string {
  const policy = [
    "default-src 'none'",
    `style-src ${cspSource}`,
    `script-src 'nonce-${nonce}'`,
    "media-src data:",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  return `<!DOCTYPE html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="${policy}">
    <link rel="stylesheet" href="${styleUri}">
    <title>Hey DevFlow</title>
  </head>
  <body>
    <header>
      <h1>Hey DevFlow</h1>
      <p id="about"></p>
    </header>
    <p>Say what you want: "explain this function", "write a test for it", "what calls this".</p>
    <div class="actions">
      <button type="button" id="record">Record</button>
      <button type="button" id="choose" class="secondary">Choose a Sound File…</button>
      <button type="button" id="stop" class="secondary" hidden>Stop</button>
    </div>
    <p id="problem" class="problem" role="alert" hidden></p>
    <p id="said" class="question" hidden></p>
    <main id="answer" class="answer"></main>
    <audio id="sound" controls hidden></audio>
    <p id="status" role="status" aria-live="polite"></p>
    <script nonce="${nonce}" src="${scriptUri}"></script>
  </body>
</html>
`;
}
