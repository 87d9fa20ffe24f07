import type { CodeNode, ParsedCode } from "@devflow/syntax";
import { type FunctionHead, functionsOf, nodesOfKinds } from "../checks/functions-of.ts";
import { type CodeFiles, folderOf } from "./code-files.ts";
import { ParsedFiles } from "./parsed-files.ts";

/** A Java file by its names. */
export interface JavaFile {
  path: string;
  packageName: string;
  /** Simple name to full name, `import a.b.C`. */
  imports: ReadonlyMap<string, string>;
  /** Member to the class that has it, `import static a.b.C.d`. */
  staticImports: ReadonlyMap<string, string>;
  /** Packages, or classes, of `import a.b.*`. */
  wildcards: readonly string[];
  hasStaticWildcard: boolean;
  classes: readonly JavaClass[];
  /** By the id of the node that declares it. */
  classOfNode: ReadonlyMap<number, JavaClass>;
}

export interface JavaClass {
  file: JavaFile;
  /** From the outermost class in. */
  names: readonly string[];
  kind: string;
  node: CodeNode;
  functions: readonly FunctionHead[];
  fields: ReadonlyMap<string, CodeNode>;
  /** What it extends and implements, as written. */
  supertypes: readonly CodeNode[];
}

const classKinds = [
  "class_declaration",
  "interface_declaration",
  "enum_declaration",
  "record_declaration",
  "annotation_type_declaration",
];

/** The Java files of one review, by names of classes. */
export class JavaFiles {
  readonly #code: CodeFiles;
  readonly #files: ParsedFiles<JavaFile>;

  constructor(code: CodeFiles) {
    this.#code = code;
    this.#files = new ParsedFiles(code, readJavaFile);
  }

  of(path: string, code: ParsedCode): JavaFile {
    return this.#files.of(path, code);
  }

  /** Null when it cannot be read. */
  byPath(path: string): Promise<JavaFile | null> {
    return this.#files.byPath(path);
  }

  /** The class of a full name, also one inside of another; null where none or several may be meant. */
  async classNamed(fullName: string, importer: string): Promise<JavaClass | null> {
    const segments = fullName.split(".");
    for (let length = segments.length; length >= 1; length--) {
      const file = await this.#fileOf(segments.slice(0, length), importer);
      if (file === "several") return null;
      if (file === null) continue;
      const names = segments.slice(length - 1).join(".");
      return file.classes.find((each) => each.names.join(".") === names) ?? null;
    }
    return null;
  }

  async #fileOf(
    segments: readonly string[],
    importer: string,
  ): Promise<JavaFile | "several" | null> {
    const tail = `${segments.join("/")}.java`;
    const paths = (await this.#code.named(`${segments.at(-1)}.java`)).filter(
      (path) => path === tail || path.endsWith(`/${tail}`),
    );
    // Modules may have a class of the same name each: the importer sees its own one.
    const ownModule = paths.filter((path) => moduleOf(path) === moduleOf(importer));
    const [only, ...more] = ownModule.length > 0 ? ownModule : paths;
    if (only === undefined) return null;
    const code = more.length > 0 ? null : await this.#code.read(only);
    if (code === null) return "several";
    const file = this.of(only, code);
    return file.packageName === segments.slice(0, -1).join(".") ? file : null;
  }
}

/** What stands before `src/main` or `src/test`. */
function moduleOf(path: string): string {
  return /^(.*?)(?:^|\/)src\//.exec(path)?.[1] ?? folderOf(path);
}

function readJavaFile(path: string, code: ParsedCode): JavaFile {
  const { root } = code;
  const imports = new Map<string, string>();
  const staticImports = new Map<string, string>();
  const wildcards: string[] = [];
  let hasStaticWildcard = false;
  for (const node of nodesOfKinds(root, ["import_declaration"])) {
    const match = /^import\s+(static\s+)?([\w.]+?)(\.\*)?\s*;/.exec(node.text());
    const [, isStatic, name = "", star] = match ?? [];
    const last = name.slice(name.lastIndexOf(".") + 1);
    if (star !== undefined && isStatic !== undefined) hasStaticWildcard = true;
    else if (star !== undefined) wildcards.push(name);
    else if (isStatic !== undefined) staticImports.set(last, name.slice(0, -last.length - 1));
    else imports.set(last, name);
  }
  const packageName =
    /^package\s+([\w.]+)\s*;/.exec(
      nodesOfKinds(root, ["package_declaration"])[0]?.text() ?? "",
    )?.[1] ?? "";
  const classOfNode = new Map<number, JavaClass>();
  const classes: JavaClass[] = [];
  const file: JavaFile = {
    ...{ path, packageName, imports, staticImports, wildcards, hasStaticWildcard },
    ...{ classes, classOfNode },
  };
  const functions = Map.groupBy(functionsOf(code), ({ node }) => classNodeOf(node)?.id() ?? -1);
  for (const node of nodesOfKinds(root, classKinds)) {
    const own = {
      file,
      node,
      kind: String(node.kind()),
      functions: functions.get(node.id()) ?? [],
    };
    const names = namesOf(node);
    if (names === null) continue;
    const one = { ...own, names, fields: fieldsOf(node), supertypes: supertypesOf(node) };
    classes.push(one);
    classOfNode.set(node.id(), one);
  }
  return file;
}

/** The class that has a member in its body; null inside of an anonymous one. */
function classNodeOf(member: CodeNode): CodeNode | null {
  const above = member.parent();
  const body = above?.kind() === "enum_body_declarations" ? above.parent() : above;
  const owner = body?.parent() ?? null;
  return owner !== null && classKinds.includes(String(owner.kind())) ? owner : null;
}

/** Null for a class inside of a function: nobody else can name it. */
function namesOf(node: CodeNode): string[] | null {
  const name = node.field("name")?.text();
  const above = node.parent();
  if (name === undefined || above === null) return null;
  if (above.kind() === "program") return [name];
  const outer = classNodeOf(node);
  const names = outer === null ? null : namesOf(outer);
  return names === null ? null : [...names, name];
}

/** The types of a class's own fields, and of a record's parts. */
function fieldsOf(node: CodeNode): Map<string, CodeNode> {
  const fields = new Map<string, CodeNode>();
  for (const each of membersOf(node)) {
    const type = each.field("type");
    const [name, enumName] = [each.field("name"), node.field("name")];
    if (each.kind() === "enum_constant" && name !== null && enumName !== null) {
      fields.set(name.text(), enumName);
    }
    if (type === null || !/^(?:field|constant)_declaration$/.test(String(each.kind()))) continue;
    for (const declarator of each.fieldChildren("declarator")) {
      const name = declarator.field("name")?.text();
      // `int a, b[]` is for the few.
      if (name !== undefined && declarator.field("dimensions") === null) fields.set(name, type);
    }
  }
  return fields;
}

/** What stands in the body of a class. */
function membersOf(node: CodeNode): CodeNode[] {
  const body = node.field("body")?.children() ?? [];
  return body.flatMap((each) =>
    each.kind() === "enum_body_declarations" ? each.children() : [each],
  );
}

function supertypesOf(node: CodeNode): CodeNode[] {
  return node
    .children()
    .filter((each) =>
      /^(?:superclass|super_interfaces|extends_interfaces)$/.test(String(each.kind())),
    )
    .flatMap((clause) => clause.children().filter((each) => each.isNamed()))
    .flatMap((each) =>
      each.kind() === "type_list" ? each.children().filter((type) => type.isNamed()) : [each],
    );
}
