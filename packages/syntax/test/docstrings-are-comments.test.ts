import { expect, test } from "vitest";
import { isSameCode } from "../src/index.ts";

const asComments = { docstrings: "comments" } as const;
const code = "class A:\n    def f(self):\n        return 1\n";
const documented =
  'class A:\n    """One."""\n\n    def f(self):\n        """Gives one."""\n        return 1\n';

test("a docstring is code, unless it is asked for as a comment", async () => {
  expect(await isSameCode("a.py", code, documented)).toBe(false);
  expect(await isSameCode("a.py", code, documented, asComments)).toBe(true);
});

test.each([
  ["a string that is not the first statement", 'x = 1\n"""No docstring."""\n', "x = 1\n"],
  ["a string with an expression in it", 'f"""{danger()}"""\nx = 1\n', "x = 1\n"],
  [
    "a string in a block that documents nothing",
    'if a:\n    """No."""\n    b()\n',
    "if a:\n    b()\n",
  ],
])("%s is code", async (_, before, after) => {
  expect(await isSameCode("a.py", before, after, asComments)).toBe(false);
});
