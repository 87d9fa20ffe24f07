import { describe, expect, test } from "vitest";
import { outline, read, usesIn } from "./read-facts.ts";

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
    expect(usesIn(facts, "get")).toEqual([
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
