/** Package to version as written; an empty version where none stands. */
export type Dependencies = Map<string, string>;

const READERS: [RegExp, (text: string) => Dependencies | null][] = [
  [/(^|\/)package\.json$/, readPackageJson],
  [/(^|\/)go\.mod$/, readGoMod],
  [/(^|\/)(?:requirements[^/]*|constraints[^/]*)\.txt$/i, readRequirements],
  [/(^|\/)(?:pyproject|Cargo)\.toml$/, readToml],
  [/(^|\/)pom\.xml$/, readPom],
  [/\.gradle(?:\.kts)?$/, readGradle],
];

/** True for the manifests that {@link readDependencies} understands. */
export function isManifest(path: string): boolean {
  return READERS.some(([pattern]) => pattern.test(path));
}

/** What a manifest says that its project needs; null for other files and what cannot be read. */
export function readDependencies(path: string, text: string): Dependencies | null {
  return READERS.find(([pattern]) => pattern.test(path))?.[1](text) ?? null;
}

function readPackageJson(text: string): Dependencies | null {
  const json = parseJson(text);
  if (!isRecord(json)) return null;
  const found: Dependencies = new Map();
  for (const key of [
    "dependencies",
    "devDependencies",
    "peerDependencies",
    "optionalDependencies",
  ]) {
    const section = json[key];
    if (!isRecord(section)) continue;
    for (const [name, version] of Object.entries(section)) {
      if (typeof version === "string" && !found.has(name)) found.set(name, version);
    }
  }
  return found;
}

function readGoMod(text: string): Dependencies {
  const found: Dependencies = new Map();
  for (const block of text.matchAll(/^require\s+(?:\(([^)]*)\)|(.*))$/gm)) {
    for (const line of (block[1] ?? block[2] ?? "").split("\n")) {
      const entry = /^\s*(\S+)\s+(v\S+)/.exec(line);
      if (entry?.[1] !== undefined) found.set(entry[1], entry[2] ?? "");
    }
  }
  return found;
}

const REQUIREMENT = /^\s*([A-Za-z0-9][\w.-]*)\s*(?:\[[^\]]*\])?\s*((?:[=<>!~]=?=?|@)[^;#]*)?/;

function readRequirements(text: string): Dependencies {
  const found: Dependencies = new Map();
  for (const line of text.split("\n")) addRequirement(line, found);
  return found;
}

function addRequirement(line: string, found: Dependencies): void {
  if (/^\s*(?:#|-|$)/.test(line)) return;
  const match = REQUIREMENT.exec(line);
  if (match?.[1] !== undefined) found.set(match[1].toLowerCase(), (match[2] ?? "").trim());
}

/** Lists under `dependencies = [` and tables whose name ends in `dependencies`. */
function readToml(text: string): Dependencies {
  const found: Dependencies = new Map();
  for (const table of text.split(/^(?=\s*\[)/m)) {
    const name = /^\s*\[+([^\]]+)\]/.exec(table)?.[1] ?? "";
    if (/dependencies(?:$|\.[\w-]+$)/.test(name)) readTomlTable(table, found);
    for (const list of table.matchAll(/^\s*(?:dependencies|[\w-]+)\s*=\s*\[([^\]]*)\]/gm)) {
      const isList =
        name.endsWith("optional-dependencies") || list[0].trimStart().startsWith("dependencies");
      if (!isList) continue;
      for (const [, item = ""] of (list[1] ?? "").matchAll(/["']([^"']+)["']/g))
        addRequirement(item, found);
    }
  }
  return found;
}

function readTomlTable(table: string, found: Dependencies): void {
  for (const [, name = "", value = ""] of table.matchAll(/^\s*["']?([\w.-]+)["']?\s*=\s*(.+)$/gm)) {
    if (name === "python" || value.startsWith("[")) continue;
    const version =
      /^["']([^"']*)["']/.exec(value)?.[1] ?? /version\s*=\s*["']([^"']*)["']/.exec(value)?.[1];
    found.set(name.toLowerCase(), version ?? "");
  }
}

function readPom(text: string): Dependencies {
  const found: Dependencies = new Map();
  for (const [, body = ""] of text.matchAll(
    /<(?:dependency|parent)>([\s\S]*?)<\/(?:dependency|parent)>/g,
  )) {
    const field = (tag: string) =>
      new RegExp(`<${tag}>\\s*([^<]*?)\\s*</${tag}>`).exec(body)?.[1] ?? "";
    found.set(`${field("groupId")}:${field("artifactId")}`, field("version"));
  }
  return found;
}

function readGradle(text: string): Dependencies {
  const found: Dependencies = new Map();
  const entry =
    /^\s*\w*(?:[iI]mplementation|[aA]pi|[cC]ompileOnly|[rR]untimeOnly|classpath|kapt|annotationProcessor)\s*\(?\s*["']([\w.-]+:[\w.-]+)(?::([^"'@]+))?/gm;
  for (const [, name = "", version = ""] of text.matchAll(entry)) found.set(name, version);
  return found;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
