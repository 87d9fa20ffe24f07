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
 * The name of the editor that an address leads to, or null where no code may go there. An address of the web must lie below one
 * of `webEditorUrls`, and be where VS Code in a browser takes what is meant for this extension: anybody can publish a page, and
 * would be sent the code of whoever follows a link.
 */
export function editorAt(address: string, webEditorUrls: readonly string[]): string | null {
  const url = plain.test(address) ? URL.parse(address) : null;
  if (url === null || url.username !== "" || url.password !== "") return null;
  const { searchParams: query } = url;
  if (["code", "state", "error"].some((name) => query.has(name))) return null;
  if (url.protocol === "https:" || url.protocol === "http:") {
    const isKnown = webEditorUrls.some((each) => isBelow(url, new URL(each)));
    const isOurs = query.get("vscode-authority") === extension && query.get("vscode-path") === path;
    const isCallback = url.pathname.endsWith("/callback");
    return isKnown && isOurs && isCallback ? `Visual Studio Code at ${url.host}` : null;
  }
  const isOurs = url.host === extension && url.pathname === path;
  return isOurs ? (editors[url.protocol] ?? null) : null;
}

/** An escaped slash is none to us and may be one to the proxy in front of that editor: `..%2F` would lead out of the folder there. */
function isBelow(url: URL, folder: URL): boolean {
  const start = folder.pathname.replace(/\/*$/, "/");
  const isPlain = !/%(?:2f|5c)/i.test(url.pathname);
  return isPlain && url.origin === folder.origin && url.pathname.startsWith(start);
}

/** The address with an answer on it. */
export function answeredAt(address: string, answer: Record<string, string>): string {
  return `${address}${address.includes("?") ? "&" : "?"}${new URLSearchParams(answer)}`;
}
