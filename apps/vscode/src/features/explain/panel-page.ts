import { type PageAssets, webviewPage } from "../shared/webview-page.ts";

/** The page of an explanation. */
export function panelPage(assets: PageAssets): string {
  return webviewPage(assets, { title: "DevFlow: explanation", body });
}

const body = `    <header>
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
    </form>`;
