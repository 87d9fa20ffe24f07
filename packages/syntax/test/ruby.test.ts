import { describe, expect, test } from "vitest";
import { outline, read, usesIn } from "./read-facts.ts";

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
    expect(usesIn(facts, "each")).toEqual(["count_rows", "MAX", "Sink", "write", "IoError", "log"]);
  });
});
