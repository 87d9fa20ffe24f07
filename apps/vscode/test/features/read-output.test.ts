import { expect, test } from "vitest";
import { readOutput } from "../../src/features/tests/read-output.ts";

test("colours and overwritten progress go, words stay", () => {
  const raw = "\u001b[32m✓\u001b[0m adds\r\n 10%\r 50%\r100% done\r\n\r\n\r\n\r\nfailed  \n";
  expect(readOutput(raw)).toBe("✓ adds\n100% done\n\nfailed");
});

test("of a long output the beginning and more of the end are kept", () => {
  const text = `begins ${"x".repeat(10_000)} ends`;
  const read = readOutput(text, 400);
  expect(read).toMatch(/^begins x+\n… \d+ characters left out …\nx+ ends$/);
  expect(read.length).toBeLessThan(450);
});
