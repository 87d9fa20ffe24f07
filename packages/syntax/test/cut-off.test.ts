import fc from "fast-check";
import { expect, test } from "vitest";
import { read } from "./read-facts.ts";

const sources: Readonly<Record<string, string>> = {
  "a.rs":
    "/// a\n#[x]\nimpl<T: A> B for C<T> {\n  fn d(&self, e: &[F]) -> G { h!(i); j::<K>(e) }\n}\n",
  "a.rb":
    "# a\nmodule A\n  class B < C::D\n    include E\n    def f(g, h: I) = g.j { |k| l k }\n  end\nend\n",
  "a.php":
    "<?php\nnamespace A\\B;\nuse C\\{D, E as F};\n/** g */\nclass H extends I { use J; const K = 1; function l(M $n) { return fn($o) => $n; } }\n",
  "A.cs":
    "using A.B;\nnamespace C.D;\n#if E\n[F] class G<T> : H<T> { I J { get; } K L(M n) => n switch { O p => q, _ => r }; }\n#else\nclass S {\n#endif\n",
  "a.cc":
    "#include <a>\n#if B\nnamespace c {\n#else\nnamespace d {\n#endif\ntemplate <class E> class F_API G : public H<E> { I j(K l); operator bool(); };\nM N<O>::p() { return [&](Q r) { s(r); }; }\n}\n",
  "a.c":
    "#define A(b) b\ntypedef struct c { int d; } e_t;\nstatic int (*f)(int);\nint g(a) int a; { struct h i = { .j = k }; return i.j; }\n",
  "a.kt":
    "/** a */\nclass B(val c: D) : E by f {\n  companion object { fun <T> G.h(i: T) = j { k -> k?.l } }\n}\nfun interface M { fun n() }\n",
};

test("a file cut off anywhere, or with a piece missing, is read all the same", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...Object.entries(sources)),
      fc.nat(),
      fc.nat(60),
      async ([path, source], place, length) => {
        const at = place % source.length;
        const cut = source.slice(0, at) + source.slice(at + length);
        const facts = await read(path, cut);
        const lines = cut.split("\n");
        const covered = facts.chunks.flatMap(({ startLine, endLine }) =>
          Array.from({ length: endLine - startLine + 1 }, (_, index) => startLine + index),
        );
        expect(new Set(covered).size).toBe(covered.length);
        for (const [index, line] of lines.entries()) {
          if (line.trim() !== "") expect(covered).toContain(index + 1);
        }
        for (const { startLine, endLine, name } of facts.definitions) {
          expect(name).not.toBe("");
          expect(startLine).toBeGreaterThanOrEqual(1);
          expect(endLine).toBeGreaterThanOrEqual(startLine);
          expect(endLine).toBeLessThanOrEqual(lines.length);
        }
      },
    ),
    { numRuns: 400 },
  );
});

test("a Rust impl of no type defines its methods only", async () => {
  const { definitions } = await read("a.rs", "impl<T> {\n  fn d(&self) {}\n}\n");
  expect(definitions.map(({ name }) => name)).toEqual(["d"]);
});

test("code under an attribute macro, and between branches that open a brace each, is read", async () => {
  const facts = await read("a.cc", sources["a.cc"] ?? "");
  expect(facts.hasErrors).toBe(false);
  expect(facts.definitions.map(({ name }) => name)).toEqual(["c", "G", "j", "operator bool", "p"]);
  const csharp =
    "class A {\n#if B\n  void C() {\n#else\n  void D() {\n#endif\n  }\n  void E() {}\n}\n";
  const { hasErrors, definitions } = await read("A.cs", csharp);
  expect(hasErrors).toBe(false);
  expect(definitions.map(({ name }) => name)).toEqual(["A", "C", "E"]);
});
