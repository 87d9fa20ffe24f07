/** An editor and the plugin in it, as a `User-Agent` names them. */
export interface NamedEditor {
  /** As GitHub's reports call it, for example `vscode`. */
  ide: string;
  ideVersion: string | null;
  plugin: string | null;
  pluginVersion: string | null;
}

const known: readonly (readonly [RegExp, string])[] = [
  [/^(vscode|visual-studio-code|code-server|code-oss|vscodium)$/i, "vscode"],
  [/^(intellij|jetbrains|idea|pycharm|webstorm|goland|rider|phpstorm|rubymine|clion)/i, "intellij"],
  [/^(neovim|nvim)$/i, "neovim"],
  [/^vim$/i, "vim"],
  [/^emacs$/i, "emacs"],
  [/^eclipse$/i, "eclipse"],
  [/^xcode$/i, "xcode"],
  [/^(visual-?studio|visualstudio)$/i, "visualstudio"],
];

/** What runs beside the editor and is neither editor nor plugin. */
const around = /^(node(\.js)?|mozilla|undici|tabby-agent)$/i;

/** Reads `vscode/1.107 devflow/0.1.0`; what names no editor that is known goes by its first word. */
export function editorOf(userAgent: string): NamedEditor {
  const products = [...userAgent.matchAll(/([\w.+-]+)\/([\w.+-]+)/g)].map(
    ([, name = "", version = ""]) => ({ name, version: version.replace(/^v/, "") }),
  );
  const ideOf = (name: string) => known.find(([sign]) => sign.test(name))?.[1] ?? null;
  const editor = products.find(({ name }) => ideOf(name) !== null);
  const other = products.find(({ name }) => ideOf(name) === null && !around.test(name));
  if (editor === undefined) {
    const first = other ?? products[0];
    const word = first?.name ?? userAgent.trim().split(/\s+/)[0];
    const ide = word ? word.toLowerCase() : "unknown";
    return { ide, ideVersion: first?.version ?? null, plugin: null, pluginVersion: null };
  }
  return {
    ide: ideOf(editor.name) ?? "unknown",
    ideVersion: editor.version,
    plugin: other?.name ?? null,
    pluginVersion: other?.version ?? null,
  };
}
