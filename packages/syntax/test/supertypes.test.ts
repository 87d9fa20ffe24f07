import { expect, test } from "vitest";
import { read } from "./read-facts.ts";

test.each([
  ["a.ts", "class A<T> extends b.Base<T> implements I, J<T> {}", ["Base", "I", "J"]],
  ["a.ts", "interface A extends B, C<D> {}", ["B", "C"]],
  ["a.ts", "const A = class extends mixin(B) {};", []],
  ["a.js", "class A extends b.Base {}", ["Base"]],
  ["a.py", "class A(b.Base, Generic[T], metaclass=M): pass", ["Base", "Generic"]],
  ["A.java", "class A<T> extends b.Base<T> implements I, J<T> {}", ["Base", "I", "J"]],
  ["A.java", "interface A extends B, C<D> {}", ["B", "C"]],
  ["a.go", "package a\ntype A struct {\n\t*b.Base\n\tOther\n\tname string\n}", ["Base", "Other"]],
  ["a.go", "package a\ntype A interface {\n\tio.Reader\n\tGet() int\n}", ["Reader"]],
])("what a definition extends: %s %s", async (path, text, supertypes) => {
  expect((await read(path, text)).definitions[0]?.supertypes).toEqual(supertypes);
});
