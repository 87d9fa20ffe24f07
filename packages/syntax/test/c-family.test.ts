import { describe, expect, test } from "vitest";
import { languageOfFile } from "../src/index.ts";
import { outline, read, usesIn } from "./read-facts.ts";

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
    expect(usesIn(facts, "get")).toEqual(["find", "rows_", "use", "value"]);
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
