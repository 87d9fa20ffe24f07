import { findings, type ModelRequest, text, verdict } from "@devflow/testkit/model-server";
import { divisionByZero } from "./shop.ts";

/** An expert that answers every command by the prompt it gets, and what its answers hold. */

export const fixedLine = "  return items.length === 0 ? 0 : total / items.length;";
export const block = (code: string, title: string, quote: string) =>
  `FINDING\nfile: src/cart.ts\nline: \`${quote}\`\ntitle: ${title}\nwhy: It is better so.\nfix:\n\`\`\`\n${code}\n\`\`\`\nEND`;

export const testCode = `import { expect, test } from "vitest";
import { average } from "../src/cart.ts";

test("the average of two", () => {
  expect(average([1, 3])).toBe(2);
});
`;

export function answerCommand(request: ModelRequest) {
  if (request.purpose === "draft") {
    return request.user.includes("src/cart.ts") ? findings([divisionByZero]) : text("NO FINDINGS");
  }
  if (request.purpose === "verify") return verdict("keep");
  const { system } = request;
  if (system.includes("answer a colleague's question")) {
    return text("An empty cart gives `NaN`. Ask @octocat, see [this](https://evil.example/).");
  }
  if (system.includes("You explain code")) return text("It adds up all prices.");
  if (system.includes("You describe a code change")) {
    return text(
      "TITLE: Add the average price\nSUMMARY:\n- Carts know their average\nFILES:\n- src/cart.ts: adds `average`",
    );
  }
  if (system.includes("You write unit tests")) return text(`\`\`\`ts\n${testCode}\`\`\``);
  if (system.includes("You write documentation comments")) {
    const line = "export function average(items: number[]): number {";
    return text(
      block(`/** The mean price; NaN for an empty cart. */\n${line}`, "Document average", line),
    );
  }
  if (system.includes("small improvements") || system.includes("You fix what")) {
    return text(block(fixedLine, "Handle the empty cart", "return total / items.length;"));
  }
  return text("NO FINDINGS");
}

/** A shop with a test to be like. */
export const commandFiles = {
  "src/cart.ts": "export const currency = 'EUR';\n",
  "src/price.ts": "export function gross(net: number): number {\n  return net * 1.19;\n}\n",
  "test/price.test.ts":
    'import { expect, test } from "vitest";\nimport { gross } from "../src/price.ts";\n\ntest("a gross price", () => {\n  expect(gross(100)).toBe(119);\n});\n',
};
