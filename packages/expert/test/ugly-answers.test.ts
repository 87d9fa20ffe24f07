/**
 * What small models make of the asked form: each answer stands for a way that was seen or reported
 * (public issues of review bots with codellama, qwen2.5-coder, llama and deepseek distillates).
 * Every finding that is read must be right in path, quote, title and suggestion; everything else
 * must be counted.
 */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseFindings } from "../src/index.ts";

const quote = "const name = user.name.trim();";
const title = "user may be null";
const body = "loadUser returns null for a deleted account.";
const fix = "const name = user?.name.trim() ?? '';";

interface Ugly {
  name: string;
  answer: string;
  /** What is missing in the answer itself. */
  without?: ("path" | "fix" | "severity")[];
}

const uglyAnswers: Ugly[] = [
  {
    name: "YAML list",
    answer: `findings:
  - file: src/user.ts
    line: "${quote}"
    severity: high
    category: correctness
    title: ${title}
    why: ${body}
    fix: |
      ${fix}
    confidence: 0.8`,
  },
  {
    name: "YAML with block scalars for everything",
    answer: `- file: src/user.ts
  line: |
    ${quote}
  severity: high
  title: >
    ${title}
  why: >-
    ${body}
  fix: |-
    ${fix}`,
  },
  {
    name: "YAML in a fence with a dash before each",
    answer: `\`\`\`yaml
review:
- relevant_file: "src/user.ts"
  existing_code: '${quote}'
  severity: "high"
  issue_header: "${title}"
  issue_content: "${body}"
  improved_code: "${fix}"
\`\`\``,
  },
  {
    name: "JSON with a nested location",
    answer: JSON.stringify({
      issues: [
        {
          location: { file: "src/user.ts", line: 12 },
          code: quote,
          severity: "high",
          title,
          description: body,
          suggestion: { code: fix },
        },
      ],
    }),
  },
  {
    name: "JSON with single quotes",
    answer: `[{'file': 'src/user.ts', 'line': '${quote}', 'severity': 'high', 'title': '${title}', 'why': '${body}'}]`,
    without: ["fix"],
  },
  {
    name: "JSON with comments and bare keys",
    answer: `{
  // the worst first
  file: "src/user.ts",
  line: "${quote}",
  severity: "high",
  title: "${title}",
  why: "${body}",
  fix: "${fix}",
}`,
  },
  {
    name: "JSON in XML tags, as tool-callers write",
    answer: `<tool_call>\n{"name": "report", "arguments": {"file": "src/user.ts", "line": ${JSON.stringify(quote)}, "severity": "high", "title": "${title}", "why": "${body}", "fix": ${JSON.stringify(fix)}}}\n</tool_call>`,
  },
  {
    name: "XML elements",
    answer: `<finding>
<file>src/user.ts</file>
<line>${quote}</line>
<severity>high</severity>
<category>correctness</category>
<title>${title}</title>
<why>${body}</why>
<fix>${fix}</fix>
<confidence>0.8</confidence>
</finding>`,
  },
  {
    name: "bullets with bold keys and no header",
    answer: `Here are my findings:

* **File**: \`src/user.ts\`
* **Line**: \`${quote}\`
* **Severity**: High
* **Issue**: ${title}
* **Explanation**: ${body}
* **Suggested Fix**:
  \`\`\`typescript
  ${fix}
  \`\`\``,
  },
  {
    name: "a Markdown table row",
    answer: `| file | line | severity | title | why |
|---|---|---|---|---|
| src/user.ts | \`${quote}\` | high | ${title} | ${body} |`,
    without: ["fix"],
  },
  {
    name: "keys in German",
    answer: `FINDING
Datei: src/user.ts
Zeile: \`${quote}\`
Schweregrad: hoch
Kategorie: Korrektheit
Titel: ${title}
Begründung: ${body}
Vorschlag:
\`\`\`
${fix}
\`\`\`
END`,
  },
  {
    name: "keys in French",
    answer: `FINDING
fichier: src/user.ts
ligne : \`${quote}\`
gravité : élevée
titre : ${title}
pourquoi : ${body}
correction : \`${fix}\`
END`,
  },
  {
    name: "keys in Spanish",
    answer: `FINDING
archivo: src/user.ts
línea: \`${quote}\`
severidad: alta
título: ${title}
por qué: ${body}
END`,
    without: ["fix"],
  },
  {
    name: "keys in Chinese with full-width colons",
    answer: `FINDING
文件：src/user.ts
代码行：\`${quote}\`
严重性：高
标题：${title}
原因：${body}
END`,
    without: ["fix"],
  },
  {
    name: "keys in Japanese",
    answer: `FINDING
ファイル: src/user.ts
行: \`${quote}\`
重大度: 高
タイトル: ${title}
理由: ${body}
END`,
    without: ["fix"],
  },
  {
    name: "keys in Portuguese and Russian mixed, as distilled models do",
    answer: `FINDING
arquivo: src/user.ts
строка: \`${quote}\`
gravidade: alta
título: ${title}
причина: ${body}
END`,
    without: ["fix"],
  },
  {
    name: "reasoning in front, closed only",
    answer: `Okay, the user wants me to look.\nFINDING\nline: \`wrong\`\ntitle: wrong\nEND\n</think>\n\nFINDING\nfile: src/user.ts\nline: \`${quote}\`\nseverity: high\ntitle: ${title}\nwhy: ${body}\nEND`,
    without: ["fix"],
  },
  {
    name: "reasoning in other tags",
    answer: `<thinking>FINDING\nline: \`wrong\`\ntitle: wrong\nEND</thinking>\n<answer>\nFINDING\nfile: src/user.ts\nline: \`${quote}\`\nseverity: high\ntitle: ${title}\nwhy: ${body}\nEND\n</answer>`,
    without: ["fix"],
  },
  {
    name: "gpt-oss channels",
    answer: `<|channel|>analysis<|message|>FINDING line: \`wrong\`<|end|><|start|>assistant<|channel|>final<|message|>FINDING\nfile: src/user.ts\nline: \`${quote}\`\nseverity: high\ntitle: ${title}\nwhy: ${body}\nEND`,
    without: ["fix"],
  },
  {
    name: "the line with its number, mark and a comment about it",
    answer: `FINDING\nfile: src/user.ts:12\nline: 12 +  ${quote}\nseverity: [high]\ncategory: correctness | security\ntitle: **${title}**\nwhy: ${body}\nfix:\n\`\`\`diff\n-${quote}\n+${fix}\n\`\`\`\nconfidence: 8/10\nEND`,
  },
  {
    name: "keys with equals signs",
    answer: `FINDING\nfile = src/user.ts\nline = \`${quote}\`\nseverity = high\ntitle = ${title}\nwhy = ${body}\nfix = \`${fix}\`\nEND`,
  },
  {
    name: "numbered headings with the severity in brackets",
    answer: `## 1. [HIGH] ${title}\n\n**File:** src/user.ts\n\n**Code:**\n\`\`\`ts\n${quote}\n\`\`\`\n\n**Why:** ${body}\n\n**Fix:**\n\`\`\`ts\n${fix}\n\`\`\``,
  },
  {
    name: "FINDING with the title on its line and everything quoted as Markdown",
    answer: `> FINDING 1: ${title}\n> file: src/user.ts\n> line: \`${quote}\`\n> severity: high\n> why: ${body}\n> END`,
    without: ["fix"],
  },
];

describe("an answer that is ugly and whole", () => {
  test.each(uglyAnswers)("$name", ({ answer, without = [] }) => {
    const { findings, rejected } = parseFindings(answer, { finishReason: "stop" });
    expect(findings, JSON.stringify(rejected)).toHaveLength(1);
    const [finding] = findings;
    expect(finding?.quote).toBe(quote);
    expect(finding?.title).toBe(title);
    expect(finding?.body).toBe(body);
    expect(finding?.severity).toBe("high");
    expect(finding?.path).toBe(without.includes("path") ? null : "src/user.ts");
    expect(finding?.suggestion).toBe(without.includes("fix") ? null : fix);
  });

  // Where the mark at the end of a reasoning is cut off, nothing tells that it was one.
  const markedAtTheStart = uglyAnswers.filter(
    ({ name }) => name !== "reasoning in front, closed only",
  );
  test.each(markedAtTheStart)(
    "$name: cut anywhere it gives the finding or nothing, never another",
    ({ answer }) => {
      for (let end = 0; end < answer.length; end += 7) {
        for (const finding of parseFindings(answer.slice(0, end), { finishReason: "length" })
          .findings) {
          expect([finding.quote, finding.title]).toEqual([quote, title]);
          expect([fix, null]).toContain(finding.suggestion);
        }
      }
    },
  );
});

describe("an answer without a finding is counted, and is no finding", () => {
  test.each([
    ["a diff instead of findings", `\`\`\`diff\n-${quote}\n+${fix}\n\`\`\``],
    [
      "a rewritten file",
      `Here is the improved code:\n\`\`\`ts\n${fix}\nexport default name;\n\`\`\``,
    ],
    [
      "the form itself",
      "FINDING\nfile: path of the file\nline: `one changed line, copied exactly, without its number and +`\nseverity: critical, high, medium or low\ncategory: one of the categories\ntitle: what is wrong, in one short sentence\nwhy: what happens and when, in at most three sentences\nEND",
    ],
    ["a refusal", "I'm sorry, but I cannot review this code."],
    ["a question", "Could you share the definition of loadUser? I need it to say more."],
    ["praise", "Great work! The code is clean and well structured."],
    ["half a JSON", `{"findings": [{"file": "src/user.ts", "line": "const na`],
    ["a loop", "The code is good. ".repeat(300)],
    [
      "reasoning that never ends",
      "<think>Let me look at the code. FINDING\nline: `x`\ntitle: t\nEND",
    ],
    ["reasoning in other tags that never ends", "<thinking>\nFINDING\nline: `x`\ntitle: t\nEND"],
    ["a line number only", `FINDING\nfile: src/user.ts\nline: 42\ntitle: ${title}\nEND`],
    [
      "the summary of a change",
      "This change adds a function that loads users lazily.\n\nSummary: users are loaded when they are needed.",
    ],
  ])("%s", (_name, answer) => {
    const { findings, rejected, isExplicitlyClean } = parseFindings(answer, {
      finishReason: "stop",
    });
    expect(findings).toEqual([]);
    expect(isExplicitlyClean).toBe(false);
    expect(Object.values(rejected).reduce((sum, times) => sum + times, 0)).toBeGreaterThan(0);
  });
});

test("whatever stands around an ugly answer, nothing is made up", () => {
  const answers = fc.constantFrom(...uglyAnswers.map(({ answer }) => answer));
  const noise = fc.constantFrom(
    "Sure!",
    "Here is my review of the change:",
    "",
    "I hope this helps.",
    "Note: I only looked at the changed lines.",
    "---",
  );
  fc.assert(
    fc.property(
      noise,
      answers,
      noise,
      fc.constantFrom("stop", "length"),
      (before, answer, after, finishReason) => {
        const parsed = parseFindings(`${before}\n\n${answer}\n\n${after}`, {
          finishReason: finishReason as "stop" | "length",
        });
        for (const finding of parsed.findings) {
          expect(finding.quote).toBe(quote);
          expect(finding.title).toBe(title);
        }
      },
    ),
    { numRuns: 300 },
  );
});

test.each([
  "|--|--|\n| line | title |\n",
  "| line | title |\n|--|--|\n| `a` | b |\n",
  "{",
  "FINDING\n",
  "```\n",
  "line: `",
])("a model that repeats %j to the end of its tokens costs neither time nor memory", (unit) => {
  const startedAt = process.cpuUsage();
  parseFindings(unit.repeat(Math.ceil(100_000 / unit.length)), { finishReason: "length" });
  expect(process.cpuUsage(startedAt).user).toBeLessThan(3_000_000);
});
