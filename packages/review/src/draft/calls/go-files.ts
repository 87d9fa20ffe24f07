import type { CodeNode, ParsedCode } from "@devflow/syntax";
import { type FunctionHead, functionsOf, nodesOfKinds } from "../checks/functions-of.ts";
import { type CodeFiles, folderOf } from "./code-files.ts";
import { ParsedFiles } from "./parsed-files.ts";

/** A Go file by its names. */
export interface GoFile {
  path: string;
  folder: string;
  /** Of its package clause. */
  packageName: string;
  isTest: boolean;
  hasDotImport: boolean;
  /** Module specifiers, and their names where they are given one. */
  imports: readonly { alias: string | null; specifier: string }[];
  functions: readonly FunctionHead[];
  /** At the top of the file. */
  types: readonly { name: string; node: CodeNode }[];
  /** At the top of the file: constants, too. */
  variables: readonly { names: string[]; node: CodeNode }[];
  /** Types that functions define for themselves hide others of their name. */
  innerTypes: ReadonlySet<string>;
}

/** What sees a package's names: its own files, those of its tests, or importers. */
export interface GoPackage {
  folder: string;
  /** Null: that of an import, which has no tests and may be called anything. */
  name: string | null;
  withTests: boolean;
}

/** The Go files of one review, by packages. */
export class GoFiles {
  readonly #code: CodeFiles;
  readonly #files: ParsedFiles<GoFile>;
  #modules: Promise<{ name: string; folder: string }[]> | null = null;

  constructor(code: CodeFiles) {
    this.#code = code;
    this.#files = new ParsedFiles(code, readGoFile);
  }

  of(path: string, code: ParsedCode): GoFile {
    return this.#files.of(path, code);
  }

  /** Null when it cannot be read. */
  byPath(path: string): Promise<GoFile | null> {
    return this.#files.byPath(path);
  }

  /** The files of a package that may define the name; null when one of them cannot be read. */
  async defining(of: GoPackage, name: string): Promise<GoFile[] | null> {
    const inFolder = (await this.#code.filesIn(of.folder)).filter(
      (path) => path.endsWith(".go") && (of.withTests || !path.endsWith("_test.go")),
    );
    const files: GoFile[] = [];
    for (const path of await this.#code.mayDefine(inFolder, name)) {
      const file = await this.byPath(path);
      if (file === null) return null;
      if (of.name === null || file.packageName === of.name) files.push(file);
    }
    return files;
  }

  /** The folder of a package of this repository, by the go.mod around it; else null. */
  async folderOfImport(specifier: string): Promise<string | null> {
    this.#modules ??= this.#readModules();
    const [module] = (await this.#modules)
      .filter(({ name }) => specifier === name || specifier.startsWith(`${name}/`))
      .sort((a, b) => b.name.length - a.name.length);
    if (module === undefined) return null;
    const rest = specifier.slice(module.name.length + 1);
    const folder = [module.folder, rest].filter((part) => part !== "").join("/");
    const files = await this.#code.filesIn(folder);
    return files.some((path) => path.endsWith(".go")) ? folder : null;
  }

  async #readModules(): Promise<{ name: string; folder: string }[]> {
    const paths = (await this.#code.named("go.mod")).slice(0, 20);
    const read = paths.map(async (path) => {
      const name = /^module\s+"?([^\s"]+)/m.exec((await this.#code.text(path)) ?? "")?.[1];
      return name === undefined ? [] : [{ name, folder: folderOf(path) }];
    });
    return (await Promise.all(read)).flat();
  }
}

/** As code of the file sees it. */
export function ownPackage({ folder, packageName, isTest }: GoFile): GoPackage {
  return { folder, name: packageName, withTests: isTest };
}

function readGoFile(path: string, code: ParsedCode): GoFile {
  const { root } = code;
  const imports = nodesOfKinds(root, ["import_spec"]).map((node) => ({
    alias: node.field("name")?.text() ?? null,
    specifier: (node.field("path")?.text() ?? "").replace(/^["`]|["`]$/g, ""),
  }));
  const specs = nodesOfKinds(root, ["type_spec", "type_alias"]);
  const isTop = (node: CodeNode) => !node.ancestors().some((each) => each.kind() === "block");
  const named = (node: CodeNode) => ({ name: node.field("name")?.text() ?? "", node });
  return {
    path,
    folder: folderOf(path),
    packageName: nodesOfKinds(root, ["package_identifier"])[0]?.text() ?? "",
    isTest: path.endsWith("_test.go"),
    hasDotImport: imports.some(({ alias }) => alias === "."),
    imports,
    functions: functionsOf(code),
    types: specs.filter(isTop).map(named),
    innerTypes: new Set(specs.filter((node) => !isTop(node)).map((node) => named(node).name)),
    variables: nodesOfKinds(root, ["var_spec", "const_spec"])
      .filter(isTop)
      .map((node) => ({ names: namesOf(node), node })),
  };
}

/** Names that a declaration brings. */
export function namesOf(node: CodeNode): string[] {
  return node
    .fieldChildren("name")
    .filter((name) => name.isNamed())
    .map((name) => name.text());
}
