import type { Language } from "./model.ts";

const extensionsByLanguage: Readonly<Record<Language, string>> = {
  typescript: "ts mts cts",
  tsx: "tsx",
  javascript: "js mjs cjs jsx",
  python: "py pyi",
  go: "go",
  java: "java",
  rust: "rs",
  ruby: "rb rake gemspec ru",
  php: "php phtml",
  csharp: "cs",
  cpp: "cpp cc cxx c++ hpp hh hxx h++ ipp inl tpp txx",
  c: "c h",
  kotlin: "kt kts",
};

const languageByExtension: ReadonlyMap<string, Language> = new Map(
  (Object.keys(extensionsByLanguage) as Language[]).flatMap((language) =>
    extensionsByLanguage[language].split(" ").map((extension) => [extension, language] as const),
  ),
);

/** The language of a file by its extension, null when there is no grammar for it. `.h` is C. */
export function languageOf(path: string): Language | null {
  const extension = /\.([^./\\]+)$/.exec(path)?.[1]?.toLowerCase();
  return languageByExtension.get(extension ?? "") ?? null;
}

/** Whether it is the name of a language with a grammar. */
export function isLanguage(name: string): name is Language {
  return Object.hasOwn(extensionsByLanguage, name);
}

const onlyInCpp =
  /^[ \t]*(?:class|namespace|template|using|inline namespace|constexpr|public:|private:|protected:)\b|\w::\w|^[ \t]*#[ \t]*include[ \t]*<\w+>/m;

/** As `languageOf`; of a `.h` file its text decides between C and C++. */
export function languageOfFile({ path, text }: { path: string; text: string }): Language | null {
  if (!/\.h$/i.test(path)) return languageOf(path);
  return onlyInCpp.test(text) ? "cpp" : "c";
}
