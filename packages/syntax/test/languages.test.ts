import { describe, expect, test } from "vitest";
import { languageOfFile, readSyntax, type SyntaxFacts } from "../src/index.ts";

async function read(path: string, text: string): Promise<SyntaxFacts> {
  const facts = await readSyntax({ path, text });
  return facts!;
}

/** `kind scopes.name < supertypes`, in source order. */
const outline = ({ definitions }: SyntaxFacts) =>
  definitions.map(({ kind, scopes, name, supertypes }) =>
    [`${kind} ${[...scopes, name].join(".")}`, ...supertypes].join(" < "),
  );

const referenceNames = ({ references }: SyntaxFacts) => references.map(({ name }) => name);

describe("Rust", () => {
  const store = `use std::{fmt, collections::HashMap as Map};
use crate::row::*;
extern crate serde;

/// Keeps rows.
#[derive(Debug, Clone)]
pub struct Store<T: Clone> { rows: Vec<T> }
pub enum Mode { Fast, Slow(Row) }
pub trait Reader: Base + fmt::Display {
    const SIZE: usize;
    fn read(&self) -> Row;
}
type Id = u64;
const LIMIT: usize = 3;
impl<T> Store<T> {
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        let rows = load(path)?;
        for row in rows.iter() { row.check(LIMIT); }
        if let Mode::Slow(slow) = mode() { slow.run(); }
        Ok(Self { rows })
    }
}
impl<T: Clone> fmt::Display for Store<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { write!(f, "{}", self.rows.len()) }
}
impl Reader for a::Other {}
macro_rules! twice { ($x:expr) => { $x }; }
mod tests { fn helper() {} }
`;

  test("an impl gives its type's name to its methods, and its trait to its type", async () => {
    const facts = await read("store.rs", store);
    expect(facts.hasErrors).toBe(false);
    expect(outline(facts)).toEqual([
      "class Store < Display",
      "class Mode",
      "interface Reader < Base < Display",
      "variable Reader.SIZE",
      "method Reader.read",
      "type Id",
      "variable LIMIT",
      "method Store.open",
      "method Store.fmt",
      "class Other < Reader",
      "function twice",
      "module tests",
      "function tests.helper",
    ]);
    expect(facts.definitions[7]?.signature).toBe(
      "pub fn open(path: &Path) -> Result<Self, StoreError>",
    );
  });

  test("references are calls, types and members, without parameters and locals", async () => {
    const facts = await read("store.rs", store);
    const inOpen = facts.references.filter(({ enclosing }) => enclosing === "open");
    expect(inOpen.map(({ name }) => name)).toEqual([
      "Path",
      "StoreError",
      "load",
      "check",
      "LIMIT",
      "Mode",
      "Slow",
      "mode",
      "run",
    ]);
    expect(facts.imports).toEqual([
      "std::fmt",
      "std::collections::HashMap",
      "crate::row::*",
      "serde",
    ]);
    expect(referenceNames(facts)).not.toContain("HashMap");
  });

  test("doc comments and attributes stay with what they describe", async () => {
    const body = `    let value = compute(1);\n`.repeat(40);
    const text = `use a::b;\n\nfn one() {\n${body}}\n\n/// Says why.\n#[inline]\npub fn two() {\n${body}}\n`;
    const { chunks } = await read("a.rs", text);
    expect(chunks.map(({ symbol }) => symbol)).toEqual(["one", "two"]);
    expect(chunks[1]?.text.startsWith("/// Says why.\n#[inline]\npub fn two")).toBe(true);
  });
});

describe("C#", () => {
  const store = `using System.Collections.Generic;
using static Acme.Limits;
using Rows = Acme.Data.RowList;
namespace Acme.Data;

/// <summary>Keeps rows.</summary>
[Serializable]
public abstract class Store<T> : Base<T>, IStore where T : Row
{
    public const int Limit = 3;
    private int count;
    public int Count { get; private set; }
    public Store(int count) : base(count) { this.count = count; }
    public async Task<T> Get(string id, params int[] rest)
    {
        var found = await Find(id);
        foreach (var row in rows) { Use(row, rest); }
        if (found is Row match && Cache.TryGet(id, out var cached)) { return cached; }
        return rows.Map(each => each.Name);
    }
    public static Store<T> operator +(Store<T> a, Store<T> b) => a;
}
public record Key(string Id) : BaseKey(Id);
public interface IStore : IDisposable { Task Go(); }
public enum Mode : byte { Fast }
`;

  test("definitions are in their namespace, also when it has no braces", async () => {
    const facts = await read("Store.cs", store);
    expect(facts.hasErrors).toBe(false);
    expect(outline(facts)).toEqual([
      "module Acme.Data",
      "class Acme.Data.Store < Base < IStore",
      "variable Acme.Data.Store.Limit",
      "variable Acme.Data.Store.Count",
      "method Acme.Data.Store.Store",
      "method Acme.Data.Store.Get",
      "method Acme.Data.Store.operator +",
      "class Acme.Data.Key < BaseKey",
      "interface Acme.Data.IStore < IDisposable",
      "method Acme.Data.IStore.Go",
      "class Acme.Data.Mode",
    ]);
    expect(facts.definitions[0]).toMatchObject({ startLine: 4, endLine: 25 });
    expect(outline(await read("B.cs", "namespace A.B { class C {} }"))).toEqual([
      "module A.B",
      "class A.B.C",
    ]);
  });

  test("references leave out parameters, locals and patterns' names", async () => {
    const facts = await read("Store.cs", store);
    const inGet = facts.references.filter(({ enclosing }) => enclosing === "Get");
    expect(inGet.map(({ name }) => name)).toEqual([
      "Find",
      "rows",
      "Use",
      "Row",
      "Cache",
      "TryGet",
      "rows",
      "Map",
      "Name",
    ]);
    expect(facts.imports).toEqual([
      "System.Collections.Generic",
      "Acme.Limits",
      "Acme.Data.RowList",
    ]);
  });

  test("a file's namespace does not swallow its classes", async () => {
    const { chunks } = await read("Store.cs", store);
    expect(chunks.map(({ kind, symbol, scopes }) => [kind, symbol, scopes])).toEqual([
      ["class", "Store", ["Acme", "Data"]],
    ]);
  });
});

describe("C++", () => {
  const store = `#include <vector>
#include "row.h"
#define LIMIT 3
#define ACME_STORE_H
namespace acme::store {
/// Keeps rows.
template <typename T>
class ACME_EXPORT Store final : public Base<T>, private ns::Other {
 public:
  explicit Store(int size) : size_(size) {}
  virtual ~Store() = default;
  T get(const std::string& id) const override {
    auto found = find(id);
    for (auto& row : rows_) use(row);
    return found->value;
  }
  static int count();
 private:
  std::vector<T> rows_;
};
enum class Mode { Fast };
using Ids = std::vector<int>;
}
template <class T>
int acme::store::Store<T>::count() { return total(LIMIT); }
const std::string& Row::name() const { return *name_; }
static const int kLimit = 3;
int add(int a, int b);
int add(int a, int b) { return a + b; }
TEST(StoreTest, KeepsRows) { EXPECT_EQ(1, add(0, 1)); }
`;

  test("members are in their class and namespace, wherever they are written", async () => {
    const facts = await read("store.cc", store);
    expect(facts.hasErrors).toBe(false);
    expect(outline(facts)).toEqual([
      "variable LIMIT",
      "module acme.store",
      "class acme.store.Store < Base < Other",
      "method acme.store.Store.Store",
      "method acme.store.Store.~Store",
      "method acme.store.Store.get",
      "type acme.store.Mode",
      "type acme.store.Ids",
      "method acme.store.Store.count",
      "method Row.name",
      "variable kLimit",
      "function add",
      "function StoreTest.KeepsRows",
    ]);
    const count = facts.definitions.find(({ name }) => name === "count");
    expect(count?.signature).toBe("template <class T> int acme::store::Store<T>::count()");
    expect(count).toMatchObject({ startLine: 24, endLine: 25 });
    expect(facts.imports).toEqual(["vector", "row.h"]);
  });

  test("references leave out parameters and locals", async () => {
    const facts = await read("store.cc", store);
    const inGet = facts.references.filter(({ enclosing }) => enclosing === "get");
    expect(inGet.map(({ name }) => name)).toEqual(["find", "rows_", "use", "value"]);
  });

  test("a header is C or C++ by what it says", async () => {
    const guarded = `#ifndef A_H\n#define A_H\n#include <stdio.h>\n#ifdef __cplusplus\nextern "C" {\n#endif\nint class_of(int namespace_id);\n#endif\n`;
    expect(languageOfFile({ path: "a.h", text: guarded })).toBe("c");
    expect(languageOfFile({ path: "a.h", text: "namespace a {\n}\n" })).toBe("cpp");
    expect(languageOfFile({ path: "a.h", text: "#include <string>\n" })).toBe("cpp");
    expect((await read("a.h", "class A {\n public:\n  int b();\n};\n")).language).toBe("cpp");
  });
});

describe("C", () => {
  test("typedefs name both, prototypes give way to functions", async () => {
    const facts = await read(
      "row.c",
      `#include "row.h"
#define MAX(a, b) ((a) > (b) ? (a) : (b))
/* A row. */
typedef struct row { int id; struct row *next; } row_t;
typedef int (*compare_t)(const row_t *a, const row_t *b);
enum mode { FAST, SLOW };
static const int limit = 3;
static row_t *find(const char *key, compare_t compare);
extern int shared(void);
static row_t *find(const char *key, compare_t compare) {
  int place = lookup(key), *at = &place;
  struct entry e = { .id = limit };
  return rows[place].next;
}
`,
    );
    expect(facts.hasErrors).toBe(false);
    expect(outline(facts)).toEqual([
      "function MAX",
      "class row_t",
      "class row",
      "type compare_t",
      "type mode",
      "variable limit",
      "function shared",
      "function find",
    ]);
    const inFind = facts.references.filter(({ line }) => line > 10);
    expect(inFind.map(({ name }) => name)).toEqual(["lookup", "entry", "limit", "rows", "next"]);
    expect(facts.imports).toEqual(["row.h"]);
  });
});

describe("Ruby", () => {
  const store = `require "json"
require_relative "./row"
# Keeps things.
module Acme
  # Keeps rows.
  class Store < Base::Table
    include Enumerable
    extend Forwardable
    attr_reader :rows, :count
    MAX = 3
    def initialize(rows, limit: LIMIT, &block)
      @rows = rows
    end
    def self.open(path) = new(path)
    def each
      total = count_rows(MAX)
      @rows.each { |row, index| Sink.write(row, total) }
    rescue IoError => error
      log(error)
    end
  end
  Point = Struct.new(:x, :y) do
    def distance; end
  end
end
def helper; end
`;

  test("definitions, with what a class includes", async () => {
    const facts = await read("store.rb", store);
    expect(facts.hasErrors).toBe(false);
    expect(outline(facts)).toEqual([
      "module Acme",
      "class Acme.Store < Table < Enumerable < Forwardable",
      "variable Acme.Store.rows",
      "variable Acme.Store.count",
      "variable Acme.Store.MAX",
      "method Acme.Store.initialize",
      "method Acme.Store.open",
      "method Acme.Store.each",
      "class Acme.Point",
      "method Acme.Point.distance",
      "function helper",
    ]);
    expect(facts.imports).toEqual(["json", "./row"]);
  });

  test("references leave out locals and blocks' parameters", async () => {
    const facts = await read("store.rb", store);
    const inEach = facts.references.filter(({ enclosing }) => enclosing === "each");
    expect(inEach.map(({ name }) => name)).toEqual([
      "count_rows",
      "MAX",
      "Sink",
      "write",
      "IoError",
      "log",
    ]);
  });
});

describe("PHP", () => {
  const store = `<?php
namespace Acme\\Data;
use Acme\\Row;
use Acme\\{A, B as C};
require_once __DIR__ . '/limits.php';
/** Keeps rows. */
#[Entity]
abstract class Store extends Base implements IStore, \\Countable {
    use Loggable;
    const LIMIT = 3;
    private static ?int $count = 3;
    public function __construct(private Row $row) {}
    public static function open(string $path): self {
        $rows = load($path);
        foreach ($rows as $key => $row) { $row->check(self::LIMIT); }
        return new Cache(Row::make($rows));
    }
}
interface IStore extends Reader {}
trait Loggable { function log() {} }
enum Mode: string implements Named { case Fast = 'f'; }
function helper(Row|Key $row) {}
`;

  test("definitions are in their namespace, with interfaces and traits", async () => {
    const facts = await read("Store.php", store);
    expect(facts.hasErrors).toBe(false);
    expect(outline(facts)).toEqual([
      "module Acme.Data",
      "class Acme.Data.Store < Base < IStore < Countable < Loggable",
      "variable Acme.Data.Store.LIMIT",
      "variable Acme.Data.Store.count",
      "method Acme.Data.Store.__construct",
      "method Acme.Data.Store.open",
      "interface Acme.Data.IStore < Reader",
      "class Acme.Data.Loggable",
      "method Acme.Data.Loggable.log",
      "class Acme.Data.Mode < Named",
      "function Acme.Data.helper",
    ]);
    expect(facts.imports).toEqual(["Acme\\Row", "Acme\\A", "Acme\\B", "/limits.php"]);
  });

  test("references leave out variables", async () => {
    const facts = await read("Store.php", store);
    const inOpen = facts.references.filter(({ enclosing }) => enclosing === "open");
    expect(inOpen.map(({ name }) => name)).toEqual([
      "load",
      "check",
      "LIMIT",
      "Cache",
      "Row",
      "make",
    ]);
  });

  test("the next namespace ends the one before", async () => {
    const facts = await read(
      "a.php",
      "<?php\nnamespace A;\nclass B {}\nnamespace C;\nclass D {}\n",
    );
    expect(outline(facts)).toEqual(["module A", "class A.B", "module C", "class C.D"]);
    expect(facts.definitions.map(({ endLine }) => endLine)).toEqual([3, 3, 5, 5]);
  });
});

describe("Kotlin", () => {
  const store = `package acme.data
import acme.row.*
import java.util.List as JavaList

/** Keeps rows. */
@Serializable
data class Store(val rows: List<Row>) : Base(rows), IStore, Named by rows {
    companion object {
        const val MAX = 3
        fun of(row: Row) = Store(listOf(row))
    }
    override fun get(id: String, vararg rest: Int): Row? {
        val found = lookup(id)
        for (row in rows) use(row, rest)
        rows.map { each -> each.name }
        return found ?: Cache.fallback(MAX)
    }
}
interface IStore : Reader {
    fun go()
}
fun interface Visitor {
    fun visit()
}
object Single : Base(), IStore
typealias Id = String
enum class Mode { FAST, SLOW }
fun String.shorten(to: Int) = take(to)
`;

  test("definitions, extensions under what they extend", async () => {
    const facts = await read("Store.kt", store);
    expect(facts.hasErrors).toBe(false);
    expect(outline(facts)).toEqual([
      "class Store < Base < IStore < Named",
      "variable Store.MAX",
      "method Store.of",
      "method Store.get",
      "interface IStore < Reader",
      "method IStore.go",
      "interface Visitor",
      "method Visitor.visit",
      "class Single < Base < IStore",
      "type Id",
      "class Mode",
      "function String.shorten",
    ]);
    expect(facts.imports).toEqual(["acme.row.*", "java.util.List"]);
  });

  test("references leave out parameters, locals and lambdas' names", async () => {
    const facts = await read("Store.kt", store);
    const inGet = facts.references.filter(({ enclosing }) => enclosing === "get");
    expect(inGet.map(({ name }) => name)).toEqual([
      "Row",
      "lookup",
      "rows",
      "use",
      "rows",
      "name",
      "Cache",
      "fallback",
      "MAX",
    ]);
  });
});

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
