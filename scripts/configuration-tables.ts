import {
  findingCategories,
  profileNames,
  profiles,
  type RepositoryKey,
  repositoryKeys,
} from "@devflow/config";

/** The defaults that each profile stands for. */
export function profileTable(): string {
  const row = (name: string, cell: (profile: (typeof profiles)["chill"]) => string) =>
    `| ${name} | ${profileNames.map((each) => cell(profiles[each])).join(" | ")} |`;
  return [
    `| key | ${profileNames.map((name) => `\`${name}\``).join(" | ")} |`,
    `|---|${"---|".repeat(profileNames.length)}`,
    row("`review.minimum_severity`", ({ minimumSeverity }) => `\`${minimumSeverity}\``),
    row("`review.minimum_confidence`", ({ minimumConfidence }) => `${minimumConfidence}`),
    row("`review.max_findings`", ({ maxFindings }) => `${maxFindings}`),
    row("`review.categories` that are off", ({ disabledCategories }) =>
      disabledCategories.length === 0
        ? "none"
        : disabledCategories.map((name) => `\`${name}\``).join(", "),
    ),
    "",
    `The categories are ${findingCategories.map((name) => `\`${name}\``).join(", ")}.`,
  ].join("\n");
}

const foldersCell = { replaces: "replaces", added: "adds", filters: "adds", none: "" };

/** A table per section; the entries of a map with known names share a row. */
export function keyTables(): string {
  const rows = Map.groupBy(repositoryKeys(), ({ path }) => path.slice(0, 2).join("."));
  const sections = Map.groupBy([...rows], ([name]) => name.split(".")[0] ?? "");
  return [...sections]
    .map(([section, keys]) => {
      const lines = keys.map(([name, entries]) => keyRow(name, entries));
      return `#### ${section}\n\n| key | default | meaning | right | in a folder |\n|---|---|---|---|---|\n${lines.join("\n")}`;
    })
    .join("\n\n");
}

function keyRow(name: string, entries: readonly RepositoryKey[]): string {
  const [first] = entries;
  if (first === undefined) return "";
  const isMap = first.path.length > 2;
  const cells = [
    isMap ? `\`${name}\`, a map of names` : `\`${name}\``,
    isMap ? defaultsOf(entries) : defaultOf(first.default),
    isMap ? mapMeanings[name] : first.meaning,
    first.expected,
    foldersCell[first.inFolders ?? "none"],
  ];
  return `| ${cells.map((text = "") => text.replaceAll("|", "\\|")).join(" | ")} |`;
}

const mapMeanings: Record<string, string> = {
  "review.categories":
    "Whether findings of a category are made. Credentials are told of in any case.",
  "commands.permissions":
    "Who may say a command: everybody, or people with at least this permission in the repository.",
};

function defaultOf(value: unknown): string {
  if (Array.isArray(value)) return value.map((entry) => `\`${entry}\``).join(", ") || "none";
  if (value === "" || (typeof value === "object" && value !== null)) return "none";
  return `\`${String(value)}\``;
}

/** The most frequent default, and the names that have another one. */
function defaultsOf(entries: readonly RepositoryKey[]): string {
  const byDefault = [...Map.groupBy(entries, (entry) => defaultOf(entry.default))].sort(
    (a, b) => b[1].length - a[1].length,
  );
  return byDefault
    .map(([value, keys], index) =>
      index === 0 ? value : `${value} for ${keys.map(({ path }) => path.at(-1)).join(", ")}`,
    )
    .join("; ");
}
