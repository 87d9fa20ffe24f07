/** The extension, as the editor's own addresses name it, and the path at which it takes the code. */
const extension = "devflow.devflow-vscode";
const path = "/signed-in";

/**
 * Schemes that an operating system hands to an editor, with the editor's name. The extension there takes no code that it has
 * not asked for, so whoever sends a person on such a way gains nothing.
 */
const editors: Record<string, string> = {
  "vscode:": "Visual Studio Code",
  "vscode-insiders:": "Visual Studio Code Insiders",
  "vscodium:": "VSCodium",
  "cursor:": "Cursor",
  "code-oss:": "Code - OSS",
};

/** No line end, quote or bracket: the address goes into a header and a page. */
const plain = /^[a-z][a-z-]*:\/\/[\w.~!$&()*+,=:@%/?[\]-]{1,1500}$/;

/**
 * The name of the editor that an address leads to, or null where no code may go there. An address of the web must be where VS Code
 * in a browser at one of `webEditorUrls` takes what is meant for this extension: anybody can publish a page, and would be sent the
 * code of whoever follows a link. What else lies below that address is another's: their editor, or what somebody serves by it
 * (`/u/eve/`, `/proxy/8080/`).
 */
export function editorAt(address: string, webEditorUrls: readonly string[]): string | null {
  const url = plain.test(address) ? URL.parse(address) : null;
  if (url === null || url.username !== "" || url.password !== "") return null;
  const { searchParams: query } = url;
  if (["code", "state", "error"].some((name) => query.has(name))) return null;
  if (url.protocol === "https:" || url.protocol === "http:") {
    const editor = webEditorUrls.find((each) => isCallbackOf(url, new URL(each)));
    const isOurs = query.get("vscode-authority") === extension && query.get("vscode-path") === path;
    if (editor === undefined || !isOurs) return null;
    return `Visual Studio Code at ${url.host}${new URL(editor).pathname.replace(/\/*$/, "")}`;
  }
  const isOurs = url.host === extension && url.pathname === path;
  return isOurs ? (editors[url.protocol] ?? null) : null;
}

/** VS Code's server puts its build before its own paths: https://github.com/microsoft/vscode/blob/1.105.0/src/vs/server/node/webClientServer.ts */
const callbackPath = /^(?:(?:stable|insider|exploration|oss)-(?:dev|[0-9a-f]{40})\/)?callback$/;

function isCallbackOf(url: URL, editor: URL): boolean {
  const start = editor.pathname.replace(/\/*$/, "/");
  if (url.origin !== editor.origin || !url.pathname.startsWith(start)) return false;
  return callbackPath.test(url.pathname.slice(start.length));
}

/** The address with an answer on it. */
export function answeredAt(address: string, answer: Record<string, string>): string {
  return `${address}${address.includes("?") ? "&" : "?"}${new URLSearchParams(answer)}`;
}
