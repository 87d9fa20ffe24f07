import type { DecidedEditor, WaitingEditor } from "@devflow/identity";
import { z } from "zod";
import type { GatewayServices } from "../../gateway-services.ts";
import { defineRoute, type Route, type RouteAnswer } from "../../http/route.ts";
import { answeredAt } from "../editor-callback.ts";
import { requireCsrf, signInFirst, type Visitor, visitorOf } from "./browser.ts";
import { type Html, html, page } from "./html.ts";
import { scopeWords } from "./scope-words.ts";

const hidden = { scope: null, rate: null, isHidden: true, answerText: "text/html" } as const;
const request = z.string().regex(/^[\w-]{43}$/);

/** Where a person lets the editor of their own machine in, and is led back to it. */
export function editorPages(services: GatewayServices): Route[] {
  const { identity } = services;
  return [
    defineRoute({
      ...hidden,
      method: "GET",
      path: "/editor",
      operation: "editorPage",
      summary: "Let an editor in.",
      query: z.object({ request }),
      async handle({ query, ...asked }) {
        const visitor = await visitorOf(services, asked);
        if (visitor === null) return signInFirst(`/editor?request=${query.request}`);
        const editor = await identity.editors.find(query.request);
        if (editor === null) return tooLate();
        return page("Let this editor in?", question(query.request, editor, visitor));
      },
    }),
    defineRoute({
      ...hidden,
      method: "POST",
      path: "/editor",
      operation: "decideEditor",
      summary: "Allow or refuse an editor.",
      bodyType: "form",
      body: z.object({
        request,
        csrf: z.string().max(100),
        decision: z.enum(["allow", "deny"]),
      }),
      async handle({ body, ...asked }) {
        const visitor = await visitorOf(services, asked);
        if (visitor === null) return signInFirst(`/editor?request=${body.request}`);
        requireCsrf(visitor, body.csrf);
        const { personId, name } = visitor.caller;
        const isAllowed = body.decision === "allow";
        const decided = await identity.editors.decide({
          request: body.request,
          personId,
          actor: name,
          isAllowed,
        });
        return decided === null ? tooLate() : backToEditor(decided);
      },
    }),
  ];
}

function question(
  asked: string,
  { clientName, scopes }: WaitingEditor,
  { caller, csrf }: Visitor,
): Html {
  const wishes = scopes.map((scope) => html`<li>${scopeWords[scope]}</li>`);
  return html`<p><strong>${clientName}</strong> wants to use DevFlow as <strong>${caller.name}</strong>. It could:</p>
<ul>${wishes}</ul>
<p>Go on only if you have just asked for it in that editor.</p>
<form action="/editor" method="post">
<input type="hidden" name="csrf" value="${csrf}"><input type="hidden" name="request" value="${asked}">
<button name="decision" value="allow">Let it in</button>
<button class="quiet" name="decision" value="deny">No</button></form>`;
}

/**
 * A page and not a redirect: browsers hold the policy for forms against where an answer to one leads, and a page stays behind
 * an editor's scheme. The header leads on by itself; the button is for browsers that want a click for it.
 */
function backToEditor({ redirectUri, state, code }: DecidedEditor): RouteAnswer<never, never> {
  const target = answeredAt(
    redirectUri,
    code === null ? { error: "access_denied", state } : { code, state },
  );
  const [title, words] =
    code === null
      ? ["Not let in", "Nothing was allowed. You may close this page."]
      : ["You are let in", "Your editor goes on by itself. You may close this page."];
  const made = page(
    title,
    html`<p>${words}</p><p><a class="button" href="${target}">Back to the editor</a></p>
<p>If it does not go on, sign in there with a code.</p>`,
  );
  return { ...made, headers: { ...made.headers, refresh: `0; url=${target}` } };
}

function tooLate() {
  return page(
    "Nothing to let in",
    html`<p>This sign-in is not known, too old, or was decided on. Begin again in your editor.</p>`,
    { status: 404 },
  );
}
