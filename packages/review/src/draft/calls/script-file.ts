import type { CodeNode, ParsedCode } from "@devflow/syntax";

/** A name that a module takes from another; `*` is all of it, as one object. */
export interface TakenName {
  name: string;
  specifier: string;
  line: number;
  /** What it is called here; null where it is only handed on. */
  local: string | null;
}

export interface ScriptExport {
  line: number;
  /** Its name in the file; null for a default value without one. */
  local: string | null;
  /** Where it comes from when it is handed on. */
  from: TakenName | null;
}

/** A module of TypeScript or JavaScript by what it takes and gives. */
export interface ScriptFile {
  path: string;
  code: ParsedCode;
  /** False where more may be exported than is seen here. */
  isSure: boolean;
  exports: ReadonlyMap<string, ScriptExport>;
  /** `export * from`: everything but the default of another module. */
  stars: readonly { specifier: string; line: number }[];
  taken: readonly TakenName[];
  /** What it brings to other modules by `declare module "…"`. */
  augments: string;
}

/** CommonJS, or a compiler's comment, says things that these tables do not. */
const NOT_PLAIN = /\bmodule\.exports\b|\bexports\.\w+\s*=|^\s*\/\/\s*@ts-nocheck\b/;
const AUGMENTS = /\bdeclare\s+module\s+["']/;

export function readScriptFile(path: string, code: ParsedCode): ScriptFile {
  const { root, lines } = code;
  const table = new ModuleTable();
  for (const node of root.children()) {
    if (node.kind() === "import_statement") table.addImport(node);
    if (node.kind() === "export_statement") table.addExport(node);
  }
  const isDeclaration = /\.d\.[cm]?ts$/.test(path);
  return {
    ...{ path, code, stars: table.stars, taken: table.taken },
    exports: table.exportsHandedOn(),
    isSure:
      table.isSure &&
      !isDeclaration &&
      !lines.some((line) => NOT_PLAIN.test(line)) &&
      root.find({ rule: { kind: "ERROR" } }) === null,
    augments: lines.some((line) => AUGMENTS.test(line)) ? augmentsOf(root) : "",
  };
}

/** Without types a caller may leave out arguments or give more, and a module may be asked whether it has a name. */
export function isUntyped({ path, code }: ScriptFile): boolean {
  return code.language === "javascript" || /\.[cm]?jsx?$/.test(path);
}

class ModuleTable {
  readonly taken: TakenName[] = [];
  readonly stars: { specifier: string; line: number }[] = [];
  isSure = true;
  readonly #exports = new Map<string, ScriptExport>();

  addImport(statement: CodeNode): void {
    const specifier = specifierOf(statement);
    const clause = statement.children().find((each) => each.kind() === "import_clause");
    if (specifier === null || clause === undefined) return;
    const take = (node: CodeNode, name: string, local: string) =>
      this.taken.push({ name, specifier, local, line: lineOf(node) });
    for (const node of clause.children()) {
      if (node.kind() === "identifier") take(node, "default", node.text());
      if (node.kind() === "namespace_import") take(node, "*", node.children().at(-1)?.text() ?? "");
      if (node.kind() !== "named_imports") continue;
      for (const each of node.children()) {
        const name = plainName(each.field("name"));
        if (each.kind() === "import_specifier" && name !== null) {
          take(each, name, each.field("alias")?.text() ?? name);
        }
      }
    }
  }

  addExport(statement: CodeNode): void {
    const specifier = specifierOf(statement);
    const children = statement.children();
    const has = (kind: string) => children.some((each) => each.kind() === kind);
    const clause = children.find((each) => each.kind() === "export_clause");
    const line = lineOf(statement);
    if (clause !== undefined) this.#addClause(clause, specifier);
    else if (specifier !== null) this.#addStar(statement, specifier);
    else if (has("default")) {
      const value = statement.field("declaration") ?? statement.field("value");
      const named = value?.kind() === "identifier" ? value : value?.field("name");
      this.#exports.set("default", { line, local: named?.text() ?? null, from: null });
    } else {
      const declaration = statement.field("declaration");
      const names = declaration === null ? [] : namesDeclared(declaration);
      if (names.length === 0) this.isSure = false;
      for (const name of names) {
        this.#exports.set(name.text(), { line: lineOf(name), local: name.text(), from: null });
      }
    }
  }

  #addClause(clause: CodeNode, specifier: string | null): void {
    for (const each of clause.children()) {
      const name = plainName(each.field("name"));
      if (each.kind() !== "export_specifier" || name === null) continue;
      const line = lineOf(each);
      const from = specifier === null ? null : { name, specifier, line, local: null };
      if (from !== null) this.taken.push(from);
      const local = specifier === null ? name : null;
      this.#exports.set(plainName(each.field("alias")) ?? name, { line, local, from });
    }
  }

  #addStar(statement: CodeNode, specifier: string): void {
    const line = lineOf(statement);
    const whole = statement.children().find((each) => each.kind() === "namespace_export");
    const name = whole?.children().at(-1)?.text();
    if (name === undefined) this.stars.push({ specifier, line });
    else {
      const from = { name: "*", specifier, line, local: null };
      this.#exports.set(name, { line, local: null, from });
    }
  }

  /** What is imported first and exported then comes from elsewhere, too. */
  exportsHandedOn(): Map<string, ScriptExport> {
    const byLocal = new Map(this.taken.map((each) => [each.local, each]));
    return new Map(
      [...this.#exports].map(([name, each]) => {
        const from = each.from ?? (each.local === null ? null : (byLocal.get(each.local) ?? null));
        return [name, { ...each, from }];
      }),
    );
  }
}

function augmentsOf(root: CodeNode): string {
  return root
    .children()
    .filter((each) => each.kind() === "ambient_declaration")
    .map((each) => each.text())
    .filter((text) => AUGMENTS.test(text))
    .join("\n");
}

function specifierOf(statement: CodeNode): string | null {
  return statement.field("source")?.text().slice(1, -1) ?? null;
}

/** Also of a name in quotes. */
function plainName(node: CodeNode | null): string | null {
  return node?.text().replace(/^(["'])(.*)\1$/, "$2") ?? null;
}

function lineOf(node: CodeNode): number {
  return node.range().start.line + 1;
}

function namesDeclared(declaration: CodeNode): CodeNode[] {
  const kind = String(declaration.kind());
  if (kind === "ambient_declaration") {
    return declaration.children().flatMap((each) => (each.isNamed() ? namesDeclared(each) : []));
  }
  if (kind === "lexical_declaration" || kind === "variable_declaration") {
    return declaration.children().flatMap((each) => {
      const name = each.kind() === "variable_declarator" ? each.field("name") : null;
      if (name === null || name.kind() === "identifier") return name ?? [];
      const names = [{ kind: "identifier" }, { kind: "shorthand_property_identifier_pattern" }];
      return name.findAll({ rule: { any: names } });
    });
  }
  const name = declaration.field("name");
  return name === null ? [] : [name];
}
