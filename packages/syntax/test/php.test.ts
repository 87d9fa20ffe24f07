import { describe, expect, test } from "vitest";
import { outline, read, usesIn } from "./read-facts.ts";

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
    expect(usesIn(facts, "open")).toEqual(["load", "check", "LIMIT", "Cache", "Row", "make"]);
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
