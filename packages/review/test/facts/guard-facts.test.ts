import { describe, expect, test } from "vitest";
import { guardFacts } from "../../src/draft/facts/guard-facts.ts";
import { factFile } from "./edited.ts";

async function texts(path: string, before: string, after: string): Promise<string[]> {
  return guardFacts(await factFile(path, before, after)).map(({ text }) => text);
}

/** Code before and after, with one line of it left out or replaced. */
async function without(
  path: string,
  before: string,
  line: string,
  instead = "",
): Promise<string[]> {
  expect(before).toContain(line);
  return texts(path, before, before.replace(line, instead));
}

const typescript = `export async function save(user: User | null, db: Database) {
  if (user === null) return;
  const lock = await db.mutex.lock();
  try {
    await db.write(user);
    const name = user.profile?.name;
    log(name);
  } finally {
    lock.release();
  }
}
`;
const python = `def transfer(request, account, amount):
    if account is None:
        raise NotFound()
    check_permission(request.user, account)
    with account.lock:
        account.withdraw(amount)
`;
const go = `package bank

func Transfer(id string) error {
	account, err := find(id)
	if err != nil {
		return err
	}
	defer account.Close()
	mu.Lock()
	account.take()
	mu.Unlock()
	return nil
}
`;
const java = `class Bank {
  void transfer(String id) throws IOException {
    Objects.requireNonNull(id);
    synchronized (this) {
      take(id);
    }
    try (var in = open(id)) {
      copy(in);
    } catch (IOException e) {
      throw e;
    }
  }
}
`;

describe("what protected the code and is gone", () => {
  test.each([
    [
      "a.ts",
      typescript,
      "  if (user === null) return;\n",
      "",
      "the check for null was removed: old line 2 `if (user === null) return;`",
    ],
    [
      "a.ts",
      typescript,
      "    await db.write(user);",
      "    db.write(user);",
      "await was removed: old line 5 `await db.write(user);`",
    ],
    [
      "a.ts",
      typescript,
      "user.profile?.name",
      "user.profile.name",
      "the optional access was removed: old line 6 `const name = user.profile?.name;`",
    ],
    [
      "a.ts",
      typescript,
      "    lock.release();\n",
      "",
      "the release of the lock was removed: old line 9 `lock.release();`",
    ],
    [
      "a.py",
      python,
      "    check_permission(request.user, account)\n",
      "",
      "the check of a permission was removed: old line 4 `check_permission(request.user, account)`",
    ],
    [
      "a.py",
      python,
      "    with account.lock:\n        account",
      "    account",
      "the lock was removed: old line 5 `with account.lock:`",
    ],
    [
      "a.go",
      go,
      "\tif err != nil {\n\t\treturn err\n\t}\n",
      "",
      "the check for an error was removed: old line 5 `if err != nil {`",
    ],
    [
      "a.go",
      go,
      "\tdefer account.Close()\n",
      "",
      "the clean-up was removed: old line 8 `defer account.Close()`",
    ],
    [
      "a.go",
      go,
      "\tmu.Unlock()\n",
      "",
      "the release of the lock was removed: old line 11 `mu.Unlock()`",
    ],
    [
      "A.java",
      java,
      "    Objects.requireNonNull(id);\n",
      "",
      "the check for null was removed: old line 3 `Objects.requireNonNull(id);`",
    ],
    [
      "A.java",
      java,
      "    synchronized (this) {\n      take(id);\n    }\n",
      "    take(id);\n",
      "the lock was removed: old line 4 `synchronized (this) {`",
    ],
  ])("%s: %#", async (path, before, line, instead, expected) => {
    expect(await without(path, before, line, instead)).toEqual([expected]);
  });
});

describe("nothing is said", () => {
  test("of a guard that was rewritten", async () => {
    expect(await without("a.ts", typescript, "user === null", "user == null")).toEqual([]);
    expect(
      await without("a.go", go, "if err != nil {", "if err := check(err); err != nil {"),
    ).toEqual([]);
  });

  test("of one that moved or was indented anew", async () => {
    const moved = typescript
      .replace("  if (user === null) return;\n", "")
      .replace("  try {\n", "  try {\n    if (user === null) return;\n");
    expect(await texts("a.ts", typescript, moved)).toEqual([]);
  });

  test("of one that went with its function", async () => {
    const two = `${typescript}\nexport const other = 1;\n`;
    expect(await texts("a.ts", two, "export const other = 1;\n")).toEqual([]);
  });

  test("of comments, and in tests", async () => {
    const before = "// if (x === null) return;\nrun();\n";
    expect(await texts("a.ts", before, "run();\n")).toEqual([]);
    expect(
      await without(
        "src/a.test.ts",
        typescript,
        "    await db.write(user);",
        "    db.write(user);",
      ),
    ).toEqual([]);
  });
});
