import type { SgNode } from "@ast-grep/napi";
import { insertBefore, type Operator } from "./operator.ts";
import { isChanged, type LanguageGroup, nodesOf, type Source } from "./source.ts";

const functionKinds: Readonly<Record<LanguageGroup, readonly string[]>> = {
  typescript: ["function_declaration", "method_definition", "function_expression"],
  python: ["function_definition"],
  go: ["function_declaration", "method_declaration"],
  java: ["method_declaration"],
};

/** What an attacker reaches through a parameter; one of the list by chance. */
const injections: Readonly<Record<LanguageGroup, readonly ((name: string) => string)[]>> = {
  typescript: [
    (name) => `await db.query("SELECT * FROM items WHERE name = '" + ${name} + "'");`,
    (name) => `childProcess.exec("convert " + ${name});`,
    (name) => `document.body.innerHTML = ${name};`,
  ],
  python: [
    (name) => `cursor.execute("SELECT * FROM items WHERE name = '%s'" % ${name})`,
    (name) => `os.system("convert " + ${name})`,
    (name) => `subprocess.run("convert " + ${name}, shell=True)`,
  ],
  go: [
    (name) => `_, _ = db.Exec("DELETE FROM items WHERE name = '" + ${name} + "'")`,
    (name) => `_ = exec.Command("sh", "-c", "convert "+${name}).Run()`,
  ],
  java: [
    (name) => `statement.executeQuery("SELECT * FROM items WHERE name = '" + ${name} + "'");`,
    (name) => `Runtime.getRuntime().exec("sh -c convert " + ${name});`,
  ],
};

export const injection: Operator = {
  kind: "injection",
  category: "security",
  sites: (source, random) =>
    changedBodies(source).flatMap(({ first, parameter }) => {
      if (parameter === null) return [];
      const templates = injections[source.group].filter(
        (template) =>
          source.group !== "typescript" || isAsync(first) || !template("").startsWith("await"),
      );
      const template = templates[Math.floor(random() * templates.length)];
      return template === undefined ? [] : [insertBefore(source, first, [template(parameter)])];
    }),
};

const secretNames: Readonly<Record<LanguageGroup, (value: string) => string>> = {
  typescript: (value) => `const accessToken = "${value}";`,
  python: (value) => `access_token = "${value}"`,
  go: (value) => `accessToken := "${value}"`,
  java: (value) => `String accessToken = "${value}";`,
};

const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const word = (random: () => number, length: number, of = letters) =>
  Array.from({ length }, () => of[Math.floor(random() * of.length)]).join("");

/** Made up at run time: nothing in this file looks like a key. */
const keyMakers: readonly ((random: () => number) => string)[] = [
  (random) => `${"ghp"}_${word(random, 36)}`,
  (random) => `${"AK"}IA${word(random, 16, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")}`,
  (random) =>
    `${"xo"}xb-${word(random, 12, "0123456789")}-${word(random, 12, "0123456789")}-${word(random, 24)}`,
  (random) => `${"sk"}_live_${word(random, 24)}`,
];

export const hardCodedSecret: Operator = {
  kind: "secret",
  category: "security",
  sites: (source, random) =>
    changedBodies(source).map(({ first }) => {
      const make = keyMakers[Math.floor(random() * keyMakers.length)] ?? keyMakers[0];
      const value = make?.(random) ?? "";
      return insertBefore(source, first, [secretNames[source.group](value)]);
    }),
};

interface Body {
  /** Its first statement, on an added line of its own. */
  first: SgNode;
  /** The first parameter with a plain name. */
  parameter: string | null;
}

function changedBodies(source: Source): Body[] {
  return nodesOf(source.root, ...functionKinds[source.group]).flatMap((node) => {
    const body = node.field("body");
    const first = statementsOf(body).find((child) => isChanged(source, child));
    if (body === null || first === undefined) return [];
    const { start } = first.range();
    if ((source.lines[start.line] ?? "").slice(0, start.column).trim() !== "") return [];
    return [{ first, parameter: parameterOf(node, source.group) }];
  });
}

function statementsOf(body: SgNode | null): SgNode[] {
  const inner = body?.children().find((child) => child.kind() === "statement_list") ?? body;
  return inner?.children().filter((child) => child.isNamed() && child.kind() !== "comment") ?? [];
}

function parameterOf(node: SgNode, group: LanguageGroup): string | null {
  const given =
    node
      .field("parameters")
      ?.children()
      .filter((child) => child.isNamed()) ?? [];
  for (const each of given) {
    const name = group === "java" ? each.field("name")?.text() : /^\w+/.exec(each.text())?.[0];
    if (name !== undefined && !["self", "cls", "this", "ctx", "_"].includes(name)) return name;
  }
  return null;
}

function isAsync(node: SgNode): boolean {
  for (const above of node.ancestors()) {
    if (/function|method/.test(above.kind() as string))
      return /^(\w+\s+)*async\b/.test(above.text());
  }
  return false;
}
