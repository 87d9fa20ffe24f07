import { GatewayError } from "../../http/gateway-error.ts";
import { defineRoute, type Route } from "../../http/route.ts";
import { html, page } from "./html.ts";

/** What stands at the gateway's own address: a page for who opens it in a browser, and a word for programs. */
export function homePages(): Route[] {
  return [
    defineRoute({
      method: "GET",
      path: "/",
      operation: "homePage",
      summary: "What this is.",
      scope: null,
      rate: null,
      isHidden: true,
      answerText: "text/html",
      async handle({ headers }) {
        if (headers.accept?.includes("text/html")) return home();
        throw new GatewayError(
          404,
          "This is a DevFlow gateway, for editors. What it answers is at /openapi.json; people sign in at /sign-in.",
          { code: "no_such_route", headers: vary },
        );
      },
    }),
  ];
}

/** For whoever stores answers on the way. */
const vary = { vary: "Accept" };

function home() {
  const answer = page(
    "DevFlow",
    html`<p>This is what your editor asks for completions, explanations and reviews. Give it this page's address as its server.</p>
<p><a class="button" href="/sign-in">Sign in</a></p>
<ul>
<li><a href="/account">Your account and tokens</a></li>
<li><a href="/device">Let an editor or a terminal in that shows a code</a></li>
<li><a href="/openapi.json">All that programs can ask</a></li>
</ul>
<p>How to begin is in <code>docs/vscode.md</code> and <code>docs/gateway.md</code> of DevFlow.</p>`,
  );
  return { ...answer, headers: { ...answer.headers, ...vary } };
}
