import type { Node } from "web-tree-sitter";

/** What a C or C++ declarator declares: `*a::B<T>::get(int)` is get, in a and B, and callable. */
export interface Declared {
  name: string;
  scopes: string[];
  isFunction: boolean;
  /** Where the name stands. */
  offset: number;
}

/** Pointers and arrays of a declarator nest a few deep; more is no code. */
const maxNesting = 50;

/** Null for what has no name, as in broken code. */
export function readDeclarator(declarator: Node | null): Declared | null {
  let isFunction = false;
  let current = declarator;
  for (let nesting = 0; current !== null && nesting < maxNesting; nesting++) {
    if (/identifier$|_name$|^operator_cast$|^template_function$/.test(current.type)) {
      return readName(current, isFunction);
    }
    // `int (*handler)(int)` is a variable; the parentheses come between.
    if (current.type === "function_declarator") isFunction = true;
    if (current.type === "parenthesized_declarator") isFunction = false;
    current = current.childForFieldName("declarator") ?? lastNamed(current);
  }
  return null;
}

function readName(node: Node, isFunction: boolean): Declared | null {
  const scopes: string[] = [];
  let current = node;
  for (
    let nesting = 0;
    current.type === "qualified_identifier" && nesting < maxNesting;
    nesting++
  ) {
    const scope = current.childForFieldName("scope");
    if (scope !== null) scopes.push(withoutArguments(scope));
    const name = current.childForFieldName("name");
    if (name === null) return null;
    current = name;
  }
  // `operator bool()` has its parentheses inside.
  const isCast = current.type === "operator_cast";
  const name = isCast ? (current.text.split("(")[0] ?? "").trim() : withoutArguments(current);
  return name === ""
    ? null
    : { name, scopes, isFunction: isFunction || isCast, offset: current.startIndex };
}

/** `Store<T>` is `Store`, `a::Store` too. */
export function withoutArguments(node: Node): string {
  let current = node;
  for (let nesting = 0; nesting < maxNesting; nesting++) {
    const isWrapped =
      /^(template_type|template_function|qualified_identifier|dependent_name)$/.test(current.type);
    const inner = isWrapped ? (current.childForFieldName("name") ?? lastNamed(current)) : null;
    if (inner === null) break;
    current = inner;
  }
  return current.text.replace(/\s+/g, " ");
}

function lastNamed(node: Node): Node | null {
  return node.namedChild(node.namedChildCount - 1);
}
