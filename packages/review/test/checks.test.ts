import type { RuleSet } from "@devflow/syntax";
import { describe, expect, test } from "vitest";
import { draftWithChecks } from "../src/draft/draft-with-checks.ts";
import type { ReviewPolicy } from "../src/model.ts";
import { ReviewBounds } from "../src/review-bounds.ts";
import { defaultPolicy, policyWith } from "./builders.ts";
import { edited } from "./facts/edited.ts";

const noRules: RuleSet = { rules: [], unavailableLanguages: [] };

interface Settings {
  /** Other files of the repository. */
  others?: Record<string, string>;
  policy?: ReviewPolicy;
  rules?: RuleSet;
}

/** What the checks say of one changed file. */
function draft(path: string, before: string | null, after: string, settings: Settings = {}) {
  const { others = {}, policy = defaultPolicy, rules = noRules } = settings;
  const file = edited(path, before, after);
  const texts: Record<string, string> = { ...others, [path]: after };
  return draftWithChecks({
    files: [file],
    changedFiles: [file],
    texts: { head: async (each) => texts[each] ?? null, base: async () => before },
    rules,
    policy,
    bounds: new ReviewBounds(),
    index: null,
    calls: null,
    signal: undefined,
  });
}

/** As `missing-await 3`, for what was found on line 3. */
async function found(...given: Parameters<typeof draft>): Promise<string[]> {
  const candidates = await draft(...given);
  return candidates.map(
    ({ source, position }) => `${source.replace("rule:check-", "")} ${position?.startLine}`,
  );
}

describe("missing await", () => {
  const store = "export async function save(item) {\n  await write(item);\n}\n";
  const others = { "src/store.ts": store, "src/index.ts": 'export { save } from "./store.ts";\n' };
  const inside = (line: string, from = "./store.js") =>
    `import { save } from "${from}";\n\nexport async function run(item) {\n  ${line}\n}\n`;

  test.each([
    "save(item);",
    "if (save(item)) return 1;",
    "const saved = save(item); return saved.id;",
    "const { id } = save(item); return id;",
    "return save(item).id;",
    "for (const each of save(item)) print(each);",
  ])("%s", async (line) => {
    expect(await found("src/run.ts", null, inside(line), { others })).toEqual(["missing-await 4"]);
  });

  test.each([
    "await save(item);",
    "return save(item);",
    "void save(item);",
    "save(item).catch(print);",
    "const saving = save(item); print(1); await saving;",
    "const all = [save(item)]; await Promise.all(all);",
    "const saved = save(item); return saved;",
  ])("not: %s", async (line) => {
    expect(await found("src/run.ts", null, inside(line), { others })).toEqual([]);
  });

  test("follows what a folder's index hands on", async () => {
    expect(
      await found("src/run.ts", null, inside("save(item);", "./index.ts"), { others }),
    ).toEqual(["missing-await 4"]);
  });

  test("names the definition", async () => {
    const [candidate] = await draft("src/run.ts", null, inside("save(item);"), { others });
    expect(candidate?.body).toMatchInlineSnapshot(
      `"Here \`save\` is async (src/store.ts:1). What follows runs before it is done, and when it fails nobody hears of it. Put \`await\` in front."`,
    );
  });

  test("a parameter of the same name may be anything", async () => {
    const text = inside("save(item);").replace("run(item)", "run(item, save)");
    expect(await found("src/run.ts", null, text, { others })).toEqual([]);
  });

  test("starting work beside the rest is fine where the function catches its own errors, or nothing waits", async () => {
    const caught = "async function go() {\n  try { await a(); } catch (error) { log(error); }\n}\n";
    expect(await found("a.ts", null, `${caught}async function f() {\n  go();\n}\n`)).toEqual([]);
    const plain = "async function go() {\n  await a();\n}\n";
    expect(await found("a.ts", null, `${plain}function f() {\n  go();\n}\n`)).toEqual([]);
    expect(await found("a.ts", null, `${plain}go();\n`)).toEqual([]);
  });

  test("every other call in the file is awaited", async () => {
    const before = "async function f(db) {\n  await db.put(1);\n  await db.put(2);\n}\n";
    const after = before.replace("}\n", "  db.put(3);\n}\n");
    expect(await found("a.ts", before, after)).toEqual(["missing-await 4"]);
    expect(await found("a.ts", before, after.replace("put(3)", "close(3)"))).toEqual([]);
  });

  test("the change took it away where the same call is awaited elsewhere", async () => {
    const before = "async function f(db) {\n  await db.put(1);\n  await db.put(2);\n}\n";
    expect(await found("a.ts", before, before.replace("await db.put(2)", "db.put(2)"))).toEqual([
      "missing-await 3",
    ]);
  });

  test("a coroutine of Python never runs", async () => {
    const text =
      "class Store:\n    async def save(self):\n        pass\n\n    def close(self):\n        self.save()\n";
    const [candidate] = await draft("store.py", null, text);
    expect(candidate).toMatchObject({ severity: "high", position: { startLine: 6 } });
    expect(
      await found("store.py", null, text.replace("    async", "    @task\n    async")),
    ).toEqual([]);
  });

  test("a function of the same Python package", async () => {
    const text = "from shop.db import load\n\ndef run():\n    return load().name\n";
    const others = { "src/shop/db.py": "async def load():\n    return 1\n" };
    expect(await found("src/shop/run.py", null, text, { others })).toEqual(["missing-await 4"]);
  });
});

describe("swapped arguments", () => {
  test.each([
    ["a.ts", "function move(from, to) {}\nmove(to, from);\n", ["swapped-arguments 2"]],
    ["a.ts", "function move(from, to) {}\nmove(this.to, this.from);\n", ["swapped-arguments 2"]],
    ["a.ts", "function move(from, to) {}\nmove(from, to);\nmove(to, other);\n", []],
    ["a.ts", "function compare(a, b) {}\ncompare(b, a);\n", []],
    ["a.ts", "function gcd(a, b) { return b ? gcd(b, a) : a; }\n", []],
    ["a.py", "def move(source, *, target):\n    pass\nmove(target, source)\n", []],
    [
      "a.py",
      "class A:\n    def put(self, key, value):\n        pass\n    def f(self, key, value):\n        self.put(value, key)\n",
      ["swapped-arguments 5"],
    ],
    [
      "a.go",
      "package a\n\nfunc (g *G) Handle(method, path string) {\n\tg.handle(path, method)\n}\n",
      ["swapped-arguments 4"],
    ],
    [
      "a.go",
      "package a\n\nfunc f(s, prefix string) bool {\n\treturn strings.HasPrefix(prefix, s)\n}\n",
      ["swapped-arguments 4"],
    ],
    [
      "A.java",
      "class A {\n  void move(int from, int to) {}\n  void f(int from, int to) { move(to, from); }\n}\n",
      ["swapped-arguments 3"],
    ],
    [
      "A.java",
      "class A {\n  void write(Element element, Writer writer) {\n    Adapters.JSON.write(writer, element);\n  }\n}\n",
      [],
    ],
    ["a.ts", "put(key, value);\nput(key, value);\nput(value, key);\n", ["swapped-arguments 3"]],
    ["a.ts", "put(key, value);\nput(value, key);\n", []],
  ])("%s %j", async (path, text, expected) => {
    expect(await found(path, null, text)).toEqual(expected);
  });
});

describe("what the change takes away", () => {
  /** The text with a piece of it left out. */
  const without = (path: string, text: string, piece: string, instead = "") => {
    expect(text).toContain(piece);
    return found(path, text, text.replace(piece, instead));
  };
  const python = `class Account:
    @login_required
    def take(self, user, amount):
        if user is None:
            raise NotFound()
        name = user.name
        check_permission(user)
        with self._lock:
            self.balance -= amount
        send(name)
        try:
            load()
        except KeyError:
            log(1)
`;
  const go = `package a

func (s *Store) Take(id string) error {
	file, err := os.Open(id)
	if err != nil {
		return err
	}
	defer file.Close()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.count--
	file.Seek(1, 2)
	return nil
}

func (s *Store) Other() { s.mu.Lock() }
`;

  test("a check for a missing value, of a permission, a handler", async () => {
    const guard = "        if user is None:\n            raise NotFound()\n";
    expect(await without("a.py", python, guard)).toEqual(["removed-null-check 4"]);
    expect(await without("a.py", python, "    @login_required\n")).toEqual([
      "removed-permission-check 2",
    ]);
    expect(await without("a.py", python, "        check_permission(user)\n")).toEqual([
      "removed-permission-check 7",
    ]);
    expect(await without("a.py", python, "log(1)", "pass")).toEqual(["emptied-handler 13"]);
  });

  test("the same in another form, or with what it protected, is no loss", async () => {
    const guard = "        if user is None:\n            raise NotFound()\n";
    const instead = "        if not user:\n            raise NotFound()\n";
    expect(await without("a.py", python, guard, instead)).toEqual([]);
    expect(await without("a.py", python, "check_permission(user)", "ensure_access(user)")).toEqual(
      [],
    );
    expect(await without("a.py", python, "log(1)", "raise")).toEqual([]);
    expect(await found("a.py", python, "class Account:\n    pass\n")).toEqual([]);
    expect(await found("tests/test_a.py", python, python.replace(guard, ""))).toEqual([]);
  });

  test("a lock and a clean-up", async () => {
    const lock = "\ts.mu.Lock()\n\tdefer s.mu.Unlock()\n";
    expect(await without("a.go", go, lock)).toEqual(["removed-lock 9"]);
    expect(await without("a.go", go, lock, "\tatomic.AddInt64(&s.count, -1)\n")).toEqual([]);
    expect(await without("a.go", go, "\tdefer file.Close()\n")).toEqual(["removed-clean-up 8"]);
    const open = "\tdefer file.Close()\n";
    expect(await without("a.go", go, open, "\tdefer closeQuietly(file)\n")).toEqual([]);
    const locked = "        with self._lock:\n            self.balance -= amount\n";
    expect(await without("a.py", python, locked, "        self.balance -= amount\n")).toEqual([]);
    const other = `${python}    def other(self):\n        with self._lock:\n            pass\n`;
    expect(await without("a.py", other, locked, "        self.balance -= amount\n")).toEqual([
      "removed-lock 8",
    ]);
  });
});

test("an error of Go is dropped that the file checks elsewhere", async () => {
  const checked =
    "func f() {\n\tx, err := load()\n\tif err != nil {\n\t\treturn\n\t}\n\tuse(x)\n}\n";
  const dropped = "func g() {\n\tx, _ := load()\n\tuse(x)\n}\n";
  const text = `package a\n\n${checked}${dropped}`;
  expect(await found("a.go", null, text)).toEqual(["dropped-error 11"]);
  expect(await found("a_test.go", null, text)).toEqual([]);
  expect(await found("a.go", null, `${text}${dropped.replace("g()", "h()")}`)).toEqual([]);
  const explained = text.replace("\tx, _", "\t// It cannot fail.\n\tx, _");
  expect(await found("a.go", null, explained)).toEqual([]);
});

test.each([
  ["a.ts", "print(items[items.length]);\n", true],
  ["a.ts", "items[items.length] = 1;\n", false],
  ["a.ts", "print(items[other.length]);\n", false],
  ["a.py", "print(items[len(items)])\n", true],
  ["a.py", "print(items[len(items):])\n", false],
  ["a.go", "package a\n\nvar x = items[len(items)]\n", true],
  ["A.java", "class A { int f() { return items.get(items.size()); } }\n", true],
])("one past the end in %s %j: %s", async (path, text, isHit) => {
  expect((await found(path, null, text)).length).toBe(isHit ? 1 : 0);
});

test.each([
  ["if (user) return;\nprint(user.name);", true],
  ["if (!user) return;\nprint(user.name);", false],
  ["if (!user) {\n  print(user.name);\n}", true],
  ["if (!user) {\n  user = make();\n  print(user.name);\n}", false],
  ["if (user) return;\nuser ??= make();\nprint(user.name);", false],
  ["if (user) print(1);\nprint(user.name);", false],
])("used where it is missing: %j: %s", async (code, isHit) => {
  const text = `function f(user) {\n${code}\n}\n`;
  expect(await found("a.ts", null, text)).toEqual(isHit ? ["used-when-missing 2"] : []);
});

test.each([
  ["urls.local ?? urls?.network", true],
  ["urls?.local || urls.network", true],
  ["urls?.local || urls?.network", false],
  ["!urls?.local || urls.network", false],
  ["urls?.local || (urls && urls.network)", false],
  ["urls?.local || later(() => urls.network)", false],
])("one side fails when the value is missing: %s: %s", async (code, isHit) => {
  expect(await found("a.ts", null, `const x = ${code};\n`)).toEqual(
    isHit ? ["unsure-access 1"] : [],
  );
});

describe("a write without the lock", () => {
  const method = (name: string, body: string) => `func (s *Store) ${name}() {\n${body}}\n`;
  const locked = "\ts.mu.Lock()\n\tdefer s.mu.Unlock()\n";
  const before = `package a\n\n${method("Get", `${locked}\tuse(s.items)\n`)}${method("Put", `${locked}\ts.items = 1\n`)}`;

  test("of a field that all others lock", async () => {
    const after = before + method("Drop", "\ts.items = nil\n");
    expect(await found("a.go", before, after)).toEqual(["unlocked-write 14"]);
    expect(
      await found("a.go", before, before + method("Drop", `${locked}\ts.items = nil\n`)),
    ).toEqual([]);
    expect(await found("a.go", before, before + method("dropLocked", "\ts.items = nil\n"))).toEqual(
      [],
    );
    const called = after.replace("use(s.items)", "s.Drop()\n\tuse(s.items)");
    expect(await found("a.go", before, called)).toEqual([]);
  });
});

describe("as rules", () => {
  const text = "function move(from, to) {}\nmove(to, from);\n";
  const id = "check-swapped-arguments";

  test("settings disable them and change their severity", async () => {
    const off = policyWith({ disabledRules: new Set([id]) });
    expect(await found("a.ts", null, text, { policy: off })).toEqual([]);
    const low = policyWith({ ruleSeverities: new Map([[id, "low" as const]]) });
    expect(await draft("a.ts", null, text, { policy: low })).toMatchObject([{ severity: "low" }]);
  });

  test("a comment silences them", async () => {
    const silenced = text.replace("from);", `from); // ast-grep-ignore: ${id}`);
    expect(await found("a.ts", null, silenced)).toEqual([]);
  });

  test("only added lines count", async () => {
    expect(await found("a.ts", text, `${text}print(1);\n`)).toEqual([]);
  });
});
