import type { RuleLanguage } from "@devflow/syntax";

/**
 * Standard functions whose arguments have one type, so that no compiler sees them swapped, with
 * the names that their manuals give to the parameters.
 */
const orders: Partial<Record<RuleLanguage, Readonly<Record<string, readonly string[]>>>> = {
  go: {
    "strings.HasPrefix": ["s", "prefix"],
    "strings.HasSuffix": ["s", "suffix"],
    "strings.TrimPrefix": ["s", "prefix"],
    "strings.TrimSuffix": ["s", "suffix"],
    "strings.Contains": ["s", "substr"],
    "strings.Split": ["s", "sep"],
    "strings.Cut": ["s", "sep"],
    "bytes.HasPrefix": ["s", "prefix"],
    "bytes.HasSuffix": ["s", "suffix"],
    "errors.Is": ["err", "target"],
    "io.Copy": ["dst", "src"],
    copy: ["dst", "src"],
    "os.Rename": ["oldpath", "newpath"],
    "filepath.Rel": ["basepath", "targpath"],
    "regexp.MatchString": ["pattern", "s"],
  },
  python: {
    isinstance: ["object", "classinfo"],
    setattr: ["object", "name", "value"],
    getattr: ["object", "name"],
    "re.match": ["pattern", "string"],
    "re.search": ["pattern", "string"],
    "re.fullmatch": ["pattern", "string"],
    "shutil.copy": ["src", "dst"],
    "shutil.move": ["src", "dst"],
    "os.rename": ["src", "dst"],
    "os.replace": ["src", "dst"],
    "fnmatch.fnmatch": ["name", "pattern"],
  },
};

export function libraryOrders(language: RuleLanguage): ReadonlyMap<string, readonly string[]> {
  return new Map(Object.entries(orders[language] ?? {}));
}
