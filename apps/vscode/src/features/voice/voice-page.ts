import { type PageAssets, webviewPage } from "../shared/webview-page.ts";

/** The page of the voice command, which plays sound that it is given. */
export function voicePage(assets: PageAssets): string {
  return webviewPage(assets, { title: "Hey DevFlow", body, allowed: ["media-src data:"] });
}

const body = `    <header>
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
    <p id="status" role="status" aria-live="polite"></p>`;
