import { describe, expect, test } from "vitest";
import { outline, read, usesIn } from "./read-facts.ts";

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
    expect(usesIn(facts, "Get")).toEqual([
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
