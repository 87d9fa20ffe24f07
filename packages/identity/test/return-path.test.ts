import fc from "fast-check";
import { expect, test } from "vitest";
import { returnPath } from "../src/index.ts";

const gateway = "https://gateway.example";

test.each(["/device?user_code=WDJB-MJHT", "/account", "/a/b?c=//d"])("leads back to %s", (path) => {
  expect(returnPath(path)).toBe(path);
});

test.each([
  "https://evil.example",
  "//evil.example",
  "/\\evil.example",
  "/\t/evil.example",
  "/.//evil.example",
  "/x/..//evil.example",
  "/%2e//evil.example",
  "/./\\evil.example",
  "javascript:alert(1)",
])("does not lead to another site by %s", (path) => {
  expect(new URL(returnPath(path), gateway).origin).toBe(gateway);
});

test("stays on this site, whatever was asked for", () => {
  const piece = fc.constantFrom(
    "/",
    ".",
    "..",
    "%2e",
    "\\",
    "evil.example",
    "?",
    "#",
    "@",
    ":",
    "\t",
  );
  const path = fc.array(piece, { maxLength: 8 }).map((pieces) => `/${pieces.join("")}`);
  fc.assert(
    fc.property(path, (wanted) => {
      expect(new URL(returnPath(wanted), gateway).origin).toBe(gateway);
    }),
    { numRuns: 2_000 },
  );
});
