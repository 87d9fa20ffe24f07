/**
 * Writes what the documentation takes from the schemas: docs/settings.md, docs/devflow.schema.json,
 * docs/experts.schema.json and the marked tables of docs/configuration.md and docs/experts.md. With `--check` it writes nothing and fails when a file is not up to date.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import {
  expertsJsonSchema,
  repositoryJsonSchema,
  type SettingDescription,
  settingDescriptions,
} from "@devflow/config";
import { keyTables, profileTable } from "./configuration-tables.ts";
import { expertKeyTables, expertNamesTable } from "./experts-tables.ts";

function settingsPage(): string {
  const groups = Map.groupBy(settingDescriptions(), ({ group }) => group);
  const sections = [...groups].map(([group, settings]) => {
    const rows = settings.map(settingRow).join("\n");
    return `## ${group}\n\n| variable | default | meaning | right |\n|---|---|---|---|\n${rows}\n`;
  });
  return `# Settings

Environment variables, read once when a process starts. An empty variable counts as unset. A wrong
one stops the start, with all problems in one message. Secret ones are never printed or logged.
The files beside them are described in [configuration.md](configuration.md).

This page is made from the schema by \`node scripts/write-settings-docs.ts\`.

${sections.join("\n")}`;
}

function settingRow(setting: SettingDescription): string {
  const standard = setting.default === null ? "" : `\`${setting.default}\``;
  const meaning = setting.isSecret ? `${setting.meaning} **Secret.**` : setting.meaning;
  const cells = [`\`${setting.name}\``, standard, meaning, setting.expected];
  return `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
}

/** The page with its marked parts replaced. */
function guide(path: string, parts: Record<string, string>): string {
  const page = readFileSync(fileURLToPath(new URL(`../${path}`, import.meta.url)), "utf8");
  return Object.entries(parts).reduce(
    (text, [name, part]) => withPart(path, text, name, part),
    page,
  );
}

function withPart(path: string, text: string, name: string, part: string): string {
  const [start, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const from = text.indexOf(start);
  const to = text.indexOf(end);
  if (from === -1 || to < from) throw new Error(`${path} has no part ${name}`);
  return `${text.slice(0, from + start.length)}\n${part}\n${text.slice(to)}`;
}

const files = [
  { path: "docs/settings.md", text: settingsPage() },
  {
    path: "docs/devflow.schema.json",
    text: `${JSON.stringify(repositoryJsonSchema(), null, 2)}\n`,
  },
  { path: "docs/experts.schema.json", text: `${JSON.stringify(expertsJsonSchema(), null, 2)}\n` },
  {
    path: "docs/configuration.md",
    text: guide("docs/configuration.md", { profiles: profileTable(), keys: keyTables() }),
  },
  {
    path: "docs/experts.md",
    text: guide("docs/experts.md", { experts: expertNamesTable(), keys: expertKeyTables() }),
  },
];
const isCheck = process.argv.includes("--check");

for (const { path, text } of files) {
  const target = fileURLToPath(new URL(`../${path}`, import.meta.url));
  if (!isCheck) {
    writeFileSync(target, text);
  } else if (readFileSync(target, "utf8") !== text) {
    console.error(`${path} is not up to date. Run: node scripts/write-settings-docs.ts`);
    process.exitCode = 1;
  }
}
