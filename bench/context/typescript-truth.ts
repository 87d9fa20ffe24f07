import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { SyntaxKind } from "typescript/unstable/ast";
import { API, type Symbol as CheckedSymbol, type Project } from "typescript/unstable/sync";
import type { MovingCheckout } from "./moving-checkout.ts";
import type { TrueDefinition, TruthSource, UsedName } from "./truth.ts";

const CONFIG = "tsconfig.devflow-bench.json";

/** Names that mean something in one function only. */
const LOCAL_KINDS = new Set([
  SyntaxKind.Parameter,
  SyntaxKind.TypeParameter,
  SyntaxKind.BindingElement,
  SyntaxKind.SourceFile,
]);

/**
 * Definitions as the TypeScript compiler resolves them in the checked-out tree. Dependencies are
 * not installed: names of other packages have no definition here, those of workspace packages do.
 */
export function typescriptTruth(checkout: MovingCheckout): TruthSource {
  const config = join(checkout.folder, CONFIG);
  writeFileSync(config, JSON.stringify(compilerConfig(checkout)));
  const api = new API({ cwd: checkout.folder });
  const project = api.updateSnapshot({ openProjects: [config] }).getProject(config);
  if (project === undefined) throw new Error("the compiler did not open the project");
  return {
    definitionsOf: (path, names) => {
      const file = join(checkout.folder, path);
      if (!existsSync(file)) return [];
      const starts = lineStarts(readFileSync(file, "utf8"));
      const positions = names.map(({ line, column }) => (starts[line - 1] ?? 0) + column);
      const symbols = project.checker.getSymbolAtPosition(file, positions);
      return symbols.flatMap((symbol, index) =>
        symbol === undefined ? [] : definitionsOf(project, checkout, symbol, names[index]),
      );
    },
    close: () => api.close(),
  };
}

function definitionsOf(
  project: Project,
  checkout: MovingCheckout,
  symbol: CheckedSymbol,
  used: UsedName | undefined,
): TrueDefinition[] {
  const isAlias = symbol.declarations.some(({ kind }) => ALIAS_KINDS.has(kind));
  const target = isAlias ? project.checker.getAliasedSymbol(symbol) : symbol;
  return target.declarations.slice(0, 2).flatMap((handle): TrueDefinition[] => {
    if (LOCAL_KINDS.has(handle.kind)) return [];
    const node = handle.resolve(project);
    const source = node?.getSourceFile();
    if (node === undefined || source === undefined) return [];
    const path = relative(checkout.folder, source.fileName);
    if (path.startsWith("..") || path.includes("node_modules")) return [];
    const before = source.text.slice(0, node.getStart(source));
    const line = before.split("\n").length;
    const isLocal =
      handle.kind === SyntaxKind.VariableDeclaration &&
      /^\s/.test(source.text.split("\n")[line - 1] ?? "");
    return isLocal ? [] : [{ name: used?.name ?? target.name, path, line }];
  });
}

const ALIAS_KINDS = new Set([
  SyntaxKind.ImportSpecifier,
  SyntaxKind.ImportClause,
  SyntaxKind.NamespaceImport,
  SyntaxKind.ExportSpecifier,
  SyntaxKind.ImportEqualsDeclaration,
]);

function compilerConfig(checkout: MovingCheckout): object {
  return {
    compilerOptions: {
      noEmit: true,
      allowJs: true,
      module: "preserve",
      moduleResolution: "bundler",
      allowImportingTsExtensions: true,
      target: "esnext",
      jsx: "preserve",
      skipLibCheck: true,
      types: [],
      paths: workspacePaths(checkout),
    },
    include: ["**/*.ts", "**/*.tsx", "**/*.js", "**/*.mjs", "**/*.cjs", "**/*.jsx"],
    exclude: ["**/node_modules", "**/dist", "**/build"],
  };
}

/** Packages of the same repository by name, from their sources. */
function workspacePaths(checkout: MovingCheckout): Record<string, string[]> {
  const manifests = checkout.git("ls-files", "package.json", "*/package.json").split("\n");
  const paths: Record<string, string[]> = {};
  for (const path of manifests.filter((each) => each !== "")) {
    const folder = dirname(path);
    const name = nameOf(join(checkout.folder, path));
    if (name === null) continue;
    const entry = ["src/index.ts", "src/index.tsx", "index.ts", "src/index.js", "index.js", ""];
    paths[name] = entry.map((each) => `./${join(folder, each)}`);
    paths[`${name}/*`] = [`./${join(folder, "src")}/*`, `./${folder}/*`];
  }
  return paths;
}

function nameOf(manifest: string): string | null {
  try {
    const { name } = JSON.parse(readFileSync(manifest, "utf8"));
    return typeof name === "string" ? name : null;
  } catch {
    // Fixtures hold broken manifests on purpose.
    return null;
  }
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}
