import { readUserCode, type WaitingDevice } from "@devflow/identity";
import { z } from "zod";
import type { GatewayServices } from "../../gateway-services.ts";
import { defineRoute, type Route } from "../../http/route.ts";
import { requireCsrf, signInFirst, type Visitor, visitorOf } from "./browser.ts";
import { type Html, html, page } from "./html.ts";
import { scopeWords } from "./scope-words.ts";

const hidden = { scope: null, rate: null, isHidden: true, answerText: "text/html" } as const;
const code = z.string().max(40);

/** Where a person lets an editor or a command line in (RFC 8628, section 3.3). */
export function devicePages(services: GatewayServices): Route[] {
  const { identity } = services;
  return [
    defineRoute({
      ...hidden,
      method: "GET",
      path: "/device",
      operation: "devicePage",
      summary: "Enter and allow a code.",
      query: z.object({ user_code: code.optional() }),
      async handle({ query, ...asked }) {
        const typed = query.user_code ?? "";
        const visitor = await visitorOf(services, asked);
        const path = typed === "" ? "/device" : `/device?user_code=${encodeURIComponent(typed)}`;
        if (visitor === null) return signInFirst(path);
        if (typed === "") return page("Let an editor in", codeForm(""));
        if (!(await identity.tryCode(visitor.caller))) return tooMany();
        const userCode = readUserCode(typed);
        const device = userCode && (await identity.devices.find(userCode));
        if (!device) return unknownCode();
        return page("Let this editor in?", question(device, visitor));
      },
    }),
    defineRoute({
      ...hidden,
      method: "POST",
      path: "/device",
      operation: "decideDevice",
      summary: "Allow or refuse a device.",
      bodyType: "form",
      body: z.object({
        user_code: code,
        csrf: z.string().max(100),
        decision: z.enum(["allow", "deny"]),
      }),
      async handle({ body, ...asked }) {
        const visitor = await visitorOf(services, asked);
        if (visitor === null) return signInFirst("/device");
        requireCsrf(visitor, body.csrf);
        if (!(await identity.tryCode(visitor.caller))) return tooMany();
        const { personId, name } = visitor.caller;
        const isAllowed = body.decision === "allow";
        const userCode = readUserCode(body.user_code);
        const isDecided =
          userCode !== null &&
          (await identity.devices.decide({ userCode, personId, actor: name, isAllowed }));
        if (!isDecided) return unknownCode();
        return isAllowed
          ? allowed()
          : page("Not let in", html`<p>Nothing was allowed. You may close this page.</p>`);
      },
    }),
  ];
}

function codeForm(words: string): Html {
  return html`<form action="/device" method="get">
${words === "" ? "" : html`<p>${words}</p>`}
<label>The code that your editor or terminal shows:<br>
<input name="user_code" size="12" autocomplete="off" autocapitalize="characters" spellcheck="false" required autofocus></label>
<button>Continue</button></form>`;
}

/** A code that a stranger sent is older than one's own. */
function ago(time: Date): string {
  const minutes = Math.round((Date.now() - time.getTime()) / 60_000);
  if (minutes < 1) return "just now";
  return minutes === 1 ? "a minute ago" : `${minutes} minutes ago`;
}

function question(
  { userCode, clientName, scopes, address, askedAt }: WaitingDevice,
  { caller, csrf }: Visitor,
): Html {
  const wishes = scopes.map((scope) => html`<li>${scopeWords[scope]}</li>`);
  return html`<p class="code">${userCode}</p>
<p><strong>${clientName}</strong> at <strong>${address ?? "an unknown address"}</strong> asked ${ago(askedAt)} to use DevFlow as <strong>${caller.name}</strong>. It could:</p>
<ul>${wishes}</ul>
<p>Go on only if your own editor or terminal shows this very code, and you have just asked for it. Whoever sent you here with a code would get in as you.</p>
<form action="/device" method="post">
<input type="hidden" name="csrf" value="${csrf}"><input type="hidden" name="user_code" value="${userCode}">
<button name="decision" value="allow">Let it in</button>
<button class="quiet" name="decision" value="deny">No</button></form>`;
}

function allowed() {
  return page(
    "You are signed in",
    html`<p>Your editor or terminal goes on by itself in a few seconds. You may close this page.</p>
<p><a class="button" href="vscode://devflow.devflow-vscode/approved">Back to Visual Studio Code</a></p>`,
  );
}

function unknownCode() {
  return page("Let an editor in", codeForm("This code is not known, too old, or was used."), {
    status: 404,
  });
}

function tooMany() {
  return page(
    "Too many codes",
    html`<p>You tried many codes. Wait an hour, and begin again in your editor.</p>`,
    { status: 429 },
  );
}
