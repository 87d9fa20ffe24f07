/**
 * What a Java call calls: methods of the classes around it, of what they extend, of static imports,
 * of a named class, and of an object whose type is plain from its declaration; constructors.
 *
 * Properties wanted: sure or silent. Where a class of a library may bring a method of the name, where
 * overloads take as many arguments, and for type parameters, nothing is resolved.
 * Design: names are looked up from the inside out, as the language does it.
 */
import type { CodeNode, ParsedCode } from "@devflow/syntax";
import type { CodeFiles } from "./code-files.ts";
import { type JavaBinding, javaBindingsOf } from "./java-bindings.ts";
import { type JavaClass, type JavaFile, JavaFiles } from "./java-files.ts";
import { JavaTypes, methodsCalled, modifiersOf, placeOfClass } from "./java-types.ts";
import { type Lookup, onlyOne } from "./lookup.ts";

/** As deep as types are followed: `a.b().c`. */
const MOST_STEPS = 8;

export class JavaCalls {
  readonly #files: JavaFiles;
  readonly #types: JavaTypes;
  readonly #bindings = new WeakMap<JavaFile, Map<number, Map<string, JavaBinding[]>>>();

  constructor(code: CodeFiles) {
    this.#files = new JavaFiles(code);
    this.#types = new JavaTypes(this.#files);
  }

  /** Null where it is not sure. */
  async lookUp(path: string, code: ParsedCode, call: CodeNode): Promise<Lookup | null> {
    return this.#lookUp(call, this.#files.of(path, code), MOST_STEPS);
  }

  async #lookUp(call: CodeNode, file: JavaFile, steps: number): Promise<Lookup | null> {
    if (steps <= 0) return null;
    if (call.kind() === "object_creation_expression") return this.#constructors(call, file);
    const name = call.field("name")?.text();
    const object = call.field("object");
    if (call.kind() !== "method_invocation" || name === undefined) return null;
    if (object === null) return this.#unqualified(call, name, file);
    const of = await this.#classOfObject(object, file, steps - 1);
    return of === null ? null : this.#methods(of, name);
  }

  async #constructors(call: CodeNode, file: JavaFile): Promise<Lookup | null> {
    const type = call.field("type");
    // `outer.new Inner()`
    if (type === null || call.children()[0]?.kind() !== "new") return null;
    const of = await this.#types.classOf(type, file);
    if (of === null || of.kind !== "class_declaration") return null;
    const found = of.functions
      .filter(({ node }) => node.kind() === "constructor_declaration")
      .map((head) => ({ path: of.file.path, head }));
    return found.length === 0 ? null : { found, places: [placeOfClass(of)] };
  }

  /** A method of a class's own, or inherited; null where a library may bring one of that name. */
  async #methods(of: JavaClass, name: string): Promise<Lookup | null> {
    if (of.kind === "annotation_type_declaration") return null;
    const hierarchy = await this.#types.hierarchy(of);
    const found = methodsCalled(hierarchy.classes, name);
    const isOnlyHere = found.every(({ head }) =>
      /\b(?:private|static)\b/.test(modifiersOf(head.node)),
    );
    const mayInherit = this.#types.mayInherit(hierarchy, name);
    if (mayInherit && (found.length === 0 || (!hierarchy.isComplete && !isOnlyHere))) return null;
    return { found, places: hierarchy.classes.map(placeOfClass) };
  }

  async #unqualified(call: CodeNode, name: string, file: JavaFile): Promise<Lookup | null> {
    const places: string[] = [];
    for (const node of call.ancestors()) {
      const of = file.classOfNode.get(node.id());
      if (of === undefined) {
        // Of an anonymous or local class: what it inherits comes before what is around it.
        if (isClassBody(node) && !file.classOfNode.has(node.parent()?.id() ?? -1)) {
          const inner = await this.#anonymous(node, name, file);
          if (inner !== "goes on") return inner;
        }
        continue;
      }
      const lookup = await this.#methods(of, name);
      if (lookup === null || lookup.found.length > 0) return lookup;
      places.push(...lookup.places);
    }
    const imported = file.staticImports.get(name);
    if (imported !== undefined) {
      const of = await this.#files.classNamed(imported, file.path);
      return of === null ? null : this.#methods(of, name);
    }
    return file.hasStaticWildcard ? null : { found: [], places };
  }

  async #anonymous(
    body: CodeNode,
    name: string,
    file: JavaFile,
  ): Promise<Lookup | null | "goes on"> {
    const declares = body
      .children()
      .some((each) => each.kind() === "method_declaration" && each.field("name")?.text() === name);
    const holder = body.parent();
    const type = holder?.kind() === "object_creation_expression" ? holder.field("type") : null;
    const of = type === null || declares ? null : await this.#types.classOf(type, file);
    if (of === null) return null;
    const lookup = await this.#methods(of, name);
    return lookup === null || lookup.found.length > 0 ? lookup : "goes on";
  }

  /** The class of what stands before a method's name: an object's, or the class that is named. */
  async #classOfObject(object: CodeNode, file: JavaFile, steps: number): Promise<JavaClass | null> {
    const isName = ["identifier", "field_access", "scoped_identifier"].includes(
      String(object.kind()),
    );
    if (!isName) return this.#classOf(object, file, steps);
    const first = object.text().split(".")[0] ?? "";
    if (first === "this" || (await this.#isVariable(first, object, file))) {
      return this.#classOf(object, file, steps);
    }
    const named = await this.#types.classCalled(object.text().replace(/\s+/g, ""), object, file);
    return named ?? this.#classOf(object, file, steps);
  }

  /** The class of an expression's value; null where the type is not plain. */
  async #classOf(value: CodeNode, file: JavaFile, steps: number): Promise<JavaClass | null> {
    if (steps <= 0) return null;
    switch (String(value.kind())) {
      case "this":
        return this.#classAround(value, file);
      case "super":
        return this.#superOf(value, file);
      case "identifier":
        return this.#classOfVariable(value, file, steps);
      case "parenthesized_expression": {
        const inner = value.children().find((each) => each.isNamed());
        return inner === undefined ? null : this.#classOf(inner, file, steps - 1);
      }
      case "cast_expression": {
        const type = value.field("type");
        return type === null ? null : this.#types.classOf(type, file);
      }
      case "object_creation_expression": {
        const type = value.field("type");
        // An anonymous class may have more than its type says.
        return type === null ? null : this.#types.classOf(type, file);
      }
      case "field_access":
        return this.#classOfField(value, file, steps);
      case "method_invocation":
        return this.#classOfResult(value, file, steps);
      default:
        return null;
    }
  }

  #classAround(value: CodeNode, file: JavaFile): JavaClass | null {
    const body = value.ancestors().find(isClassBody);
    return file.classOfNode.get(body?.parent()?.id() ?? -1) ?? null;
  }

  async #superOf(value: CodeNode, file: JavaFile): Promise<JavaClass | null> {
    const own = this.#classAround(value, file);
    const superclass = own?.node.children().find((each) => each.kind() === "superclass");
    const type = superclass?.children().find((each) => each.isNamed());
    return type === undefined ? null : this.#types.classOf(type, file);
  }

  async #isVariable(name: string, at: CodeNode, file: JavaFile): Promise<boolean> {
    return (await this.#variable(name, at, file)) !== "none";
  }

  async #classOfVariable(at: CodeNode, file: JavaFile, steps: number): Promise<JavaClass | null> {
    const variable = await this.#variable(at.text(), at, file);
    if (variable === "none" || variable === "unknown") return null;
    const { bindings, of } = variable;
    const classes = await Promise.all(
      bindings.map((binding) => {
        if (binding.by === "type") return this.#types.classOf(binding.type, of);
        return binding.by === "value" ? this.#classOf(binding.value, of, steps - 1) : null;
      }),
    );
    const [first] = classes;
    return first != null && classes.every((each) => each === first) ? first : null;
  }

  /** From the inside out: variables of the member around, then fields, then those further out. */
  async #variable(name: string, at: CodeNode, file: JavaFile) {
    let inner: CodeNode = at;
    for (const node of at.ancestors()) {
      if (isClassBody(node) || node.kind() === "enum_body_declarations") {
        const bindings = this.#bindingsOf(inner, file).get(name);
        if (bindings !== undefined) return { bindings, of: file };
      }
      inner = node;
      if (!isClassBody(node)) continue;
      const own = file.classOfNode.get(node.parent()?.id() ?? -1);
      const field = own === undefined ? ofAnonymous(node, name) : await this.#field(own, name);
      if (field !== null) return field;
    }
    return "none" as const;
  }

  /** Also an inherited one. */
  async #field(of: JavaClass, name: string) {
    const { classes } = await this.#types.hierarchy(of);
    for (const each of classes) {
      const type = each.fields.get(name);
      if (type === undefined) continue;
      const binding: JavaBinding = { by: "type", type };
      return { bindings: [binding], of: each.file };
    }
    return null;
  }

  async #classOfField(value: CodeNode, file: JavaFile, steps: number): Promise<JavaClass | null> {
    const object = value.field("object");
    const name = value.field("field");
    if (object === null || name === null) return null;
    // `Outer.this`
    if (name.kind() === "this") return this.#types.classCalled(object.text(), object, file);
    const of = await this.#classOfObject(object, file, steps - 1);
    const field = of === null ? null : await this.#field(of, name.text());
    const [binding] = field?.bindings ?? [];
    return field === null || binding?.by !== "type"
      ? null
      : this.#types.classOf(binding.type, field.of);
  }

  async #classOfResult(call: CodeNode, file: JavaFile, steps: number): Promise<JavaClass | null> {
    const lookup = await this.#lookUp(call, file, steps - 1);
    const callee = lookup === null ? null : onlyOne(lookup, call);
    const type = callee?.head.node.field("type") ?? null;
    if (callee === null || type === null) return null;
    const definedIn = await this.#files.byPath(callee.path);
    return definedIn === null ? null : this.#types.classOf(type, definedIn);
  }

  #bindingsOf(member: CodeNode, file: JavaFile): Map<string, JavaBinding[]> {
    const ofFile = this.#bindings.get(file) ?? new Map<number, Map<string, JavaBinding[]>>();
    this.#bindings.set(file, ofFile);
    const known = ofFile.get(member.id()) ?? javaBindingsOf(member);
    ofFile.set(member.id(), known);
    return known;
  }
}

function isClassBody(node: CodeNode): boolean {
  return /^(?:class|interface|enum|annotation_type)_body$/.test(String(node.kind()));
}

function ofAnonymous(body: CodeNode, name: string) {
  const isHere = body
    .children()
    .some(
      (each) =>
        each.kind() === "field_declaration" &&
        each.fieldChildren("declarator").some((one) => one.field("name")?.text() === name),
    );
  return isHere ? ("unknown" as const) : null;
}
