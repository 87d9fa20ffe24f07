import { describe, expect, test } from "vitest";
import { applyEdits } from "../src/patch/apply-edits.ts";
import { parsePatchAnswer } from "../src/patch/parse-patch-answer.ts";
import { renderPatch } from "../src/patch/render-patch.ts";

const store = `export class Store {
  get(key: string) {
    return this.items[key];
  }

  has(key: string) {
    return key in this.items;
  }
}
`;

const file = (text: string, path = "src/store.ts", selection: [number, number] | null = null) => ({
  path,
  text,
  selection: selection && { startLine: selection[0], endLine: selection[1] },
});

const anywhere = { refuseNew: () => null };

function apply(answer: string, files = [file(store)]) {
  const drafted = parsePatchAnswer(
    answer,
    files.map(({ path }) => path),
  );
  return { ...drafted, ...applyEdits(files, drafted.edits, anywhere) };
}

const block = (search: string, replace: string) =>
  `<<<<<<< SEARCH\n${search}\n=======\n${replace}\n>>>>>>> REPLACE`;

describe("answers as models write them", () => {
  const wanted = store.replace("return this.items[key];", "return this.items.get(key);");
  const one = block("    return this.items[key];", "    return this.items.get(key);");
  const forms: Record<string, string> = {
    "the form that was asked for": `It reads the map.\n\nFILE: src/store.ts\n${one}\n`,
    "a name in Markdown": `### **File: \`src/store.ts\`**\n${one}`,
    "nothing but the path": `src/store.ts\n${one}`,
    "a fence around the block": `FILE: src/store.ts\n\`\`\`ts\n${one}\n\`\`\``,
    "a fence around name and block": `\`\`\`\nFILE: src/store.ts\n${one}\n\`\`\`\nDone.`,
    "other marks": `FILE: ./src/store.ts\n${one.replace("SEARCH", "ORIGINAL").replace("REPLACE", "UPDATED")}`,
    "without indentation": `FILE: src/store.ts\n${block("return this.items[key];", "return this.items.get(key);")}`,
    "blank lines around": `FILE: src/store.ts\n${block("\n    return this.items[key];\n", "\n    return this.items.get(key);\n")}`,
    "a whole file": `FILE: src/store.ts\n\`\`\`ts\n${wanted}\`\`\``,
    "the path behind the language": `\`\`\`ts src/store.ts\n${wanted}\`\`\``,
    "a diff with wrong numbers": `\`\`\`diff\n--- a/src/store.ts\n+++ b/src/store.ts\n@@ -90,3 +90,3 @@\n   get(key: string) {\n-    return this.items[key];\n+    return this.items.get(key);\n   }\n\`\`\``,
    "a diff without a fence": `--- a/src/store.ts\n+++ b/src/store.ts\n@@ -2,3 +2,3 @@\n   get(key: string) {\n-    return this.items[key];\n+    return this.items.get(key);\n   }\n\nThat is all.`,
    "reasoning before it": `<think>FILE: x\n<<<<<<< SEARCH</think>\nFILE: src/store.ts\n${one}`,
  };
  test.each(Object.entries(forms))("%s", (_, answer) => {
    const { changes, refused, problems } = apply(answer);
    expect({ refused, problems }).toEqual({ refused: [], problems: [] });
    expect(changes).toEqual([{ path: "src/store.ts", before: store, after: wanted }]);
  });

  test("what stands around the blocks is the prose, code examples included", () => {
    const { prose, edits } = apply(
      `First.\n\n\`\`\`ts\nconst example = 1;\n\`\`\`\n\nFILE: src/store.ts\n${one}\n\nLast.`,
    );
    expect(prose).toBe("First.\n\n```ts\nconst example = 1;\n```\n\nLast.");
    expect(edits).toHaveLength(1);
  });

  test("a divider that also stands in the code is found by what the file has", () => {
    const text = "Title\n=======\n\nText\n";
    const answer = `FILE: a.rst\n${block("Title\n=======", "Name\n=======")}`;
    const { changes } = apply(answer, [file(text, "a.rst")]);
    expect(changes[0]?.after).toBe("Name\n=======\n\nText\n");
  });

  test("Markdown with code in it is a whole file", () => {
    const text = "# A\n\n```sh\nls\n```\n\nEnd.";
    const { changes } = apply(`NEW FILE: docs/a.md\n\`\`\`markdown\n${text}\n\`\`\`\n`, []);
    expect(changes).toEqual([{ path: "docs/a.md", before: null, after: `${text}\n` }]);
  });

  test("a block that was cut off is no edit", () => {
    const answer = `FILE: src/store.ts\n${one}\nFILE: src/store.ts\n<<<<<<< SEARCH\n  has(key`;
    const { edits, problems } = apply(answer);
    expect(edits).toHaveLength(1);
    expect(problems).toEqual(["a block of src/store.ts has no end"]);
  });

  test("a file that was cut off is no edit", () => {
    const { edits, problems } = apply("FILE: src/store.ts\n```ts\nexport class");
    expect(edits).toEqual([]);
    expect(problems).toEqual(["the code block of src/store.ts has no end"]);
  });
});

describe("edits whose place is not sure", () => {
  const reasonOf = (answer: string, files = [file(store)]) =>
    apply(answer, files).refused[0]?.reason;

  test("lines that stand twice are refused", () => {
    expect(reasonOf(`FILE: src/store.ts\n${block("  }", "  } //")}`)).toBe(
      'these lines stand 2 times in the file, from "}" on: copy more lines around them',
    );
  });

  test("of lines that stand twice those in the selection are meant", () => {
    const selected = [file(store, "src/store.ts", [6, 8])];
    const { changes } = apply(`FILE: src/store.ts\n${block("  }", "  } //")}`, selected);
    expect(changes[0]?.after).toBe(store.replace("  }\n}", "  } //\n}"));
  });

  test("the selection moves with the edits above it", () => {
    const selected = [file(store, "src/store.ts", [6, 8])];
    const first = block("export class Store {", "// One.\n// Two.\nexport class Store {");
    const answer = `FILE: src/store.ts\n${first}\n${block("  }", "  } //")}`;
    expect(apply(answer, selected).changes[0]?.after).toBe(
      `// One.\n// Two.\n${store.replace("  }\n}", "  } //\n}")}`,
    );
  });

  test("lines that the file does not have are refused", () => {
    expect(reasonOf(`FILE: src/store.ts\n${block("  drop(key) {", "x")}`)).toBe(
      'the file has no such lines, from "drop(key) {" on: copy them exactly',
    );
  });

  test("code that is left out is refused", () => {
    const elided = `FILE: src/store.ts\n${block("  get(key: string) {", "  get(key) {\n    // ... existing code")}`;
    expect(reasonOf(elided)).toBe("it leaves out code: // ... existing code");
  });

  test("a file that was not sent is not changed", () => {
    expect(reasonOf(`FILE: src/other.ts\n${block("a", "b")}`)).toBe(
      "this file was not sent, so nothing in it can be replaced",
    );
  });

  test("what was shown in part is not replaced as a whole", () => {
    const edits = [{ kind: "whole_file" as const, path: "src/store.ts", lines: ["a"] }];
    const shownInPart = new Set(["src/store.ts"]);
    const { refused } = applyEdits([file(store)], edits, { ...anywhere, shownInPart });
    expect(refused[0]?.reason).toMatch(/^only a part of this file was shown/);
  });

  test("a capital more in the name is the same file", () => {
    const { changes } = apply(
      `FILE: src/Store.ts\n${block("  get(key: string) {", "  get(key) {")}`,
    );
    expect(changes.map(({ path }) => path)).toEqual(["src/store.ts"]);
  });
});

describe("what an edit leaves as it is", () => {
  test("line ends, a missing last newline and a byte order mark", () => {
    const text = "\uFEFFone\r\ntwo\r\nthree";
    const answer = `FILE: a.txt\n${block("one\ntwo\nthree", "one\n2\n2.5\nthree\nfour")}`;
    expect(apply(answer, [file(text, "a.txt")]).changes[0]?.after).toBe(
      "\uFEFFone\r\n2\r\n2.5\r\nthree\r\nfour",
    );
  });

  test("what no prompt shows: invisible characters and words of chat templates", () => {
    const text = 'const heart = "❤\uFE0F";\nconst end = "<|im_end|>";\nconst last = 1;\n';
    const search = 'const heart = "❤";\nconst end = "< |im_end|>";\nconst last = 1;';
    const replace = 'const heart = "❤";\nexport const end = "< |im_end|>";\nconst last = 2;';
    const { changes } = apply(`FILE: a.ts\n${block(search, replace)}`, [file(text, "a.ts")]);
    expect(changes[0]?.after).toBe(
      'const heart = "❤\uFE0F";\nexport const end = "<|im_end|>";\nconst last = 2;\n',
    );
  });
});

test("the diff names new files and those with spaces as git does", () => {
  const diff = renderPatch([
    { path: "a b.ts", before: "1\n", after: "2" },
    { path: "new.ts", before: null, after: "x\n" },
  ]);
  expect(diff).toBe(
    "diff --git a/a b.ts b/a b.ts\n--- a/a b.ts\t\n+++ b/a b.ts\t\n@@ -1,1 +1,1 @@\n-1\n+2\n\\ No newline at end of file\n" +
      "diff --git a/new.ts b/new.ts\nnew file mode 100644\n--- /dev/null\n+++ b/new.ts\n@@ -0,0 +1,1 @@\n+x\n",
  );
});
