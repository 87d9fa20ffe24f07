import { chmodSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Checkout } from "../../apps/cli/test/support/checkout.ts";

/** A change that some repository really has, and that a careless tool stumbles over. */
export interface OddChange {
  name: string;
  /** Of a size that takes a second. */
  isLarge?: true;
  /** What is there before; `shop.ts` always is. */
  before?: (checkout: Checkout) => void;
  change: (checkout: Checkout) => void;
}

/** A line that a rule reports, so that every file that is read has something to be found. */
export const dangerous = "export const run = (text: string) => eval(text);\n";

const numbered = (count: number, line: (number: number) => string) =>
  Array.from({ length: count }, (_, index) => line(index + 1)).join("\n");

const module = (lines: number) => `${numbered(lines, (n) => `export const v${n} = ${n};`)}\n`;

const strangeNames = [
  "with space.ts",
  "two  spaces /inside .ts",
  `"double" 'single' \`back\`.ts`,
  "back\\slash.ts",
  "tab\there.ts",
  "new\nline.ts",
  "-leading-dash.ts",
  ":(glob)*.ts",
  "[brackets]{braces}.ts",
  "a b/x b/x.ts",
  "prix-été-naïve.ts",
  "e\u0301 decomposed.ts",
  "価格/計算.ts",
  "🧾 receipt 👩‍👩‍👧.ts",
  "right\u202Eto-left.ts",
  `${"long".repeat(60)}.ts`,
  "%20 #?&=.ts",
];

/** All in one repository, each on a branch of its own. */
export const oddChanges: OddChange[] = [
  {
    name: "paths with spaces, quotes, line breaks, other scripts and emoji",
    change: (checkout) => {
      for (const name of strangeNames) checkout.write(name, dangerous);
    },
  },
  {
    name: "a path that is not UTF-8",
    change: ({ folder }) => {
      const name = Buffer.from([0x66, 0xff, 0xfe, 0x2e, 0x74, 0x73]);
      writeFileSync(Buffer.concat([Buffer.from(`${folder}/`), name]), dangerous);
    },
  },
  {
    name: "a new file of 20 MB beside a small one",
    change: (checkout) => {
      checkout.write("new-data.ts", `${"export const row = 1;\n".repeat(950_000)}`);
      checkout.write("small.ts", dangerous);
    },
  },
  {
    name: "one line in a file of 20 MB",
    before: (checkout) => checkout.write("data.ts", "const row = 1;\n".repeat(1_400_000)),
    change: (checkout) =>
      checkout.write("data.ts", `${"const row = 1;\n".repeat(1_399_999)}${dangerous}`),
  },
  {
    name: "contents that are not UTF-8",
    before: (checkout) => checkout.write("latin1.py", Buffer.from("name = 'Andr\xe9'\n", "latin1")),
    change: (checkout) => {
      checkout.write("latin1.py", Buffer.from("name = 'Ren\xe9'\neval(name)\n", "latin1"));
      checkout.write("🧾/broken.ts", Buffer.from([0xff, 0xfe, 0x0a, 0xc3, 0x28, 0x0a]));
      checkout.write("utf16.ts", Buffer.from(`\ufeff${dangerous}`, "utf16le"));
      checkout.write("nul.ts", Buffer.from(`const a = "\0";\n${dangerous}`));
      checkout.write("bom.ts", `\ufeff${dangerous}`);
    },
  },
  {
    name: "symlinks out of the tree, to nowhere, and where a file was",
    before: (checkout) => {
      checkout.write("was-file.ts", module(3));
      symlinkSync("shop.ts", join(checkout.folder, "was-link.ts"));
    },
    change: ({ folder }) => {
      symlinkSync("/etc/passwd", join(folder, "outside.ts"));
      symlinkSync("../../../..", join(folder, "up"));
      symlinkSync("nowhere.ts", join(folder, "dangling.ts"));
      rmSync(join(folder, "was-file.ts"));
      symlinkSync("/etc/hostname", join(folder, "was-file.ts"));
      rmSync(join(folder, "was-link.ts"));
      writeFileSync(join(folder, "was-link.ts"), dangerous);
    },
  },
  {
    name: "a submodule that comes and one that moves",
    before: (checkout) => addSubmodule(checkout, "moved", "1"),
    change: (checkout) => {
      addSubmodule(checkout, "moved", "2");
      addSubmodule(checkout, "new module", "3");
    },
  },
  {
    name: "CRLF files, and one that loses its carriage returns",
    before: (checkout) => {
      checkout.write("crlf.ts", "const a = 1;\r\nconst b = 2;\r\n");
      checkout.write("to-lf.ts", "const a = 1;\r\nconst b = 2;\r\n");
    },
    change: (checkout) => {
      checkout.write(
        "crlf.ts",
        `const a = 1;\r\n${dangerous.replace("\n", "\r\n")}const b = 2;\r\n`,
      );
      checkout.write("to-lf.ts", "const a = 1;\nconst b = 2;\n");
      checkout.write("new-crlf.py", "import os\r\neval(input())\r\n");
      checkout.write("mixed.ts", `const a = 1;\r\r\n\r${dangerous}`);
    },
  },
  {
    name: "files without a final newline",
    before: (checkout) => {
      checkout.write("loses.ts", "const a = 1;\nconst b = 2;\n");
      checkout.write("gains.ts", "const a = 1;\nconst b = 2;");
      checkout.write("keeps.ts", "const a = 1;\nconst b = 2;");
    },
    change: (checkout) => {
      checkout.write("loses.ts", `const a = 1;\n${dangerous.trimEnd()}`);
      checkout.write("gains.ts", `const a = 1;\nconst b = 2;\n${dangerous}`);
      checkout.write("keeps.ts", "const a = 1;\nconst b = eval('2');");
      checkout.write("one-line.ts", dangerous.trimEnd());
    },
  },
  {
    name: "only deletions",
    before: (checkout) => {
      checkout.write("shorter.ts", `${module(40)}${dangerous}`);
      checkout.write("gone.ts", dangerous);
      checkout.write("emptied.ts", dangerous);
    },
    change: (checkout) => {
      checkout.write("shorter.ts", `${module(20)}${dangerous}`);
      checkout.write("emptied.ts", "");
      rmSync(join(checkout.folder, "gone.ts"));
    },
  },
  {
    name: "renames, with and without an edit",
    before: (checkout) => {
      checkout.write("old name.ts", `${module(20)}${dangerous}`);
      checkout.write("edited.ts", module(30));
      checkout.write("lower.ts", module(25));
    },
    change: (checkout) => {
      const move = (from: string, to: string) =>
        renameSync(join(checkout.folder, from), join(checkout.folder, to));
      move("old name.ts", "new näme.ts");
      move("lower.ts", "LOWER.ts");
      rmSync(join(checkout.folder, "edited.ts"));
      checkout.write("deep/er/edited.ts", `${module(30)}${dangerous}`);
    },
  },
  {
    name: "modes, with and without an edit, and empty files",
    before: (checkout) => {
      checkout.write("run.sh", "echo hi\n");
      checkout.write("both.ts", module(3));
    },
    change: (checkout) => {
      chmodSync(join(checkout.folder, "run.sh"), 0o755);
      checkout.write("both.ts", `${module(3)}${dangerous}`);
      chmodSync(join(checkout.folder, "both.ts"), 0o755);
      checkout.write("empty.ts", "");
    },
  },
  {
    name: "a folder where a file was, and a file where a folder was",
    before: (checkout) => {
      checkout.write("thing", "a file\n");
      checkout.write("folder.ts/inner.ts", module(3));
    },
    change: (checkout) => {
      rmSync(join(checkout.folder, "thing"));
      mkdirSync(join(checkout.folder, "thing"));
      checkout.write("thing/inside.ts", dangerous);
      rmSync(join(checkout.folder, "folder.ts"), { recursive: true });
      checkout.write("folder.ts", dangerous);
    },
  },
  {
    name: "contents that look like a diff",
    before: (checkout) => checkout.write("patch.ts", "-- a/shop.ts\nkept\n"),
    change: (checkout) => {
      checkout.write("patch.ts", `++ b/shop.ts\nkept\n${dangerous}`);
      checkout.write(
        "nested.patch.ts",
        `diff --git a/x.ts b/x.ts\n--- a/x.ts\n+++ b/x.ts\n@@ -1 +1 @@\n-a\n+b\n\\ No newline at end of file\n${dangerous}`,
      );
    },
  },
  {
    name: "unusual characters inside of lines",
    change: (checkout) => {
      const inside = ["\u2028", "\u2029", "\u0085", "\f", "\v", "\u001b[31m", "\u200b", "😀", "\r"];
      checkout.write(
        "characters.ts",
        `${inside.map((each) => `const text = "before${each}after";`).join("\n")}\n${dangerous}`,
      );
    },
  },
  {
    name: "lines of 100,000 characters and code that is deeply nested or broken",
    change: (checkout) => {
      checkout.write("minified.ts", `const a = [${"1,".repeat(50_000)}];${dangerous}`);
      const open = `${"[".repeat(1_900)}\n`.repeat(50);
      const close = `${"]".repeat(1_900)}\n`.repeat(50);
      for (const extension of ["ts", "py", "go", "java"]) {
        const end = "\neval(text + pickle.loads(text)); exec.Command(text); Statement s;\n";
        checkout.write(`nested.${extension}`, `x = ${open}1${close}${end}`);
        checkout.write(`unclosed.${extension}`, `x = ${open.replaceAll("[", "(")}${end}`);
        checkout.write(`sum.${extension}`, `x = ${"1 + 1 +\n".repeat(4_000)}1\n${end}`);
      }
      checkout.write("broken.ts", `function ( { [ "unterminated\n${dangerous}`);
      checkout.write("not-java.java", "\\\\ %% this is not Java <<<<<<< HEAD\n".repeat(50));
    },
  },
  {
    name: "attributes that hide or convert contents",
    before: (checkout) => checkout.write("hidden.ts", module(5)),
    change: (checkout) => {
      checkout.write(
        ".gitattributes",
        "hidden.ts -diff\nforced.bin diff\nupper.ts diff=upper filter=upper\n*.crlf.ts text eol=crlf\n",
      );
      checkout.write("hidden.ts", `${module(5)}${dangerous}`);
      checkout.write("forced.bin", Buffer.from([0, 1, 2, 10, 0, 3, 10]));
      checkout.write("upper.ts", dangerous);
      checkout.write("a.crlf.ts", dangerous);
    },
  },
  {
    name: "a configuration of ours that is broken and asks for silence",
    change: (checkout) => {
      checkout.write(".devflow.yml", "review: {max_findings: 0, ignore_paths: ['**']}\nwhat: [\n");
      checkout.write("loud.ts", dangerous);
    },
  },
  {
    name: "1,000 files",
    isLarge: true,
    before: (checkout) => {
      for (let n = 0; n < 500; n++) checkout.write(`many/${n % 20}/edited-${n}.ts`, module(12));
    },
    change: (checkout) => {
      for (let n = 0; n < 500; n++) {
        checkout.write(`many/${n % 20}/edited-${n}.ts`, `${module(12)}${dangerous}`);
        checkout.write(`many/${n % 20}/new-${n}.ts`, `${module(6)}${dangerous}`);
      }
    },
  },
  {
    name: "60,000 lines in 30 files",
    isLarge: true,
    change: (checkout) => {
      for (let n = 0; n < 30; n++) {
        checkout.write(
          `long/${n}.ts`,
          `${numbered(1_999, (line) => `add(${line});`)}\n${dangerous}`,
        );
      }
    },
  },
  {
    name: "60,000 lines in one file",
    before: (checkout) => checkout.write("long.ts", module(30_000)),
    change: (checkout) =>
      checkout.write("long.ts", `${module(30_000).replaceAll("= ", "= 1")}${dangerous}`),
  },
];

const small = oddChanges.filter(({ isLarge }) => !isLarge);

/** Side by side in one change: as odd, and read once instead of twenty times. */
export const everythingOdd: OddChange = {
  name: "everything odd at once",
  before: (checkout) => {
    for (const { before } of small) before?.(checkout);
  },
  change: (checkout) => {
    for (const { change } of small) change(checkout);
  },
};

function addSubmodule(checkout: Checkout, path: string, digit: string): void {
  mkdirSync(join(checkout.folder, path), { recursive: true });
  checkout.git("update-index", "--add", "--cacheinfo", `160000,${digit.repeat(40)},${path}`);
}
