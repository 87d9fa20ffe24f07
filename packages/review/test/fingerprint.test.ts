import { describe, expect, test } from "vitest";
import { contentKeyOf, fingerprintOf } from "../src/settle/fingerprint.ts";
import { addedFile } from "./builders.ts";

const text = (name: string, inner: string) => `function ${name}(basket) {
  if (${name}Known.has(basket)) {
    ${inner}
  }
  remember(${name}Known, basket);
}
`;
const at = (line: number) => ({ side: "RIGHT", startLine: line, line }) as const;
const key = (path: string, code: string, line: number, source: "expert" | "rule:x" = "expert") =>
  contentKeyOf(addedFile(path, code), at(line), source, "correctness");

describe.each([
  "}",
  "return;",
  "return null;",
  "continue;",
  "} else if (error) throw error;",
  "",
  "});",
])("a line that tells next to nothing: %j", (trivial) => {
  test("is the same content only among the same lines", () => {
    const here = key("src/a.ts", text("price", trivial), 3);
    expect(key("src/b.ts", `// Moved.\n\n${text("price", trivial)}`, 5)).toBe(here);
    expect(key("src/a.ts", text("guest", trivial), 3)).not.toBe(here);
  });

  test("is a mark of its own in another function of the file", () => {
    const file = addedFile("src/a.ts", text("price", trivial) + text("guest", trivial));
    const mark = (line: number) => fingerprintOf(file, at(line), "expert", "correctness");
    expect(mark(3)).not.toBe(mark(9));
  });

  test("of a rule is the same content everywhere: it says what it says of just that line", () => {
    expect(key("src/a.ts", text("price", trivial), 3, "rule:x")).toBe(
      key("src/b.ts", text("guest", trivial), 3, "rule:x"),
    );
  });
});

test("where the lines around tell nothing either, the file counts", () => {
  const nothing = "}\n}\n}\n}\n}\n}\n}\n";
  expect(key("src/a.ts", nothing, 4)).toBe(key("src/a.ts", nothing, 4));
  expect(key("src/a.ts", nothing, 4)).not.toBe(key("src/b.ts", nothing, 4));
});

test("a line that tells something is the same content wherever it stands", () => {
  const telling = "return basketTotal / basket.length;";
  expect(key("src/a.ts", text("price", telling), 3)).toBe(
    key("src/b.ts", text("guest", telling), 3),
  );
});
