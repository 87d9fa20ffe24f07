import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/**
 * Draws docs/review.svg: three findings of a real review of examples/shop, as they look beside the
 * code. Run it again when rules or texts change: `node scripts/draw-review.ts`.
 */

interface Finding {
  path: string;
  start_line: number;
  line: number;
  severity: string;
  category: string;
  title: string;
  body: string;
  suggestion: string | null;
  source: string;
}

const root = fileURLToPath(new URL("..", import.meta.url));
const shown = ["rule:py-unsafe-yaml", "rule:js-parse-int-map", "rule:go-defer-in-loop"];
const width = 860;
const lineHeight = 20;
const charactersPerLine = 92;

const run = (command: string, ...args: string[]) =>
  execFileSync(command, args, { cwd: root, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });

function findings(): Finding[] {
  const head = run("git", "log", "-1", "--format=%H", "--", "examples/shop").trim();
  const json = run(
    "node",
    "apps/cli/src/main.ts",
    "review",
    "--expert",
    "none",
    "--head",
    head,
    "--format",
    "json",
  );
  const all: Finding[] = JSON.parse(json).findings;
  return shown.flatMap((source) => all.filter((finding) => finding.source === source));
}

/** What is drawn so far: elements, and the height that they take. */
class Picture {
  readonly elements: string[] = [];
  y = 0;

  text(
    text: string,
    options: { x?: number; fill?: string; weight?: number; mono?: boolean; size?: number } = {},
  ) {
    const { x = 40, fill = "#1f2328", weight = 400, mono = false, size = 14 } = options;
    const family = mono
      ? "ui-monospace,Menlo,Consolas,monospace"
      : "system-ui,Segoe UI,Helvetica,Arial,sans-serif";
    this.elements.push(
      `<text x="${x}" y="${this.y + 15}" font-family="${family}" font-size="${size}" font-weight="${weight}" fill="${fill}" xml:space="preserve">${escapeXml(text)}</text>`,
    );
    this.y += lineHeight;
  }

  box(fill: string, fromY: number, x: number, stroke = "none") {
    const height = this.y - fromY;
    return `<rect x="${x}" y="${fromY}" width="${width - 2 * x}" height="${height}" rx="6" fill="${fill}" stroke="${stroke}"/>`;
  }
}

function drawFinding(picture: Picture, finding: Finding): void {
  const cardAt = picture.elements.length;
  const cardY = picture.y;
  picture.y += 10;
  picture.text(finding.path, { x: 28, weight: 600, mono: true, size: 13 });
  picture.y += 6;
  drawCode(picture, finding);
  picture.y += 12;
  const boxAt = picture.elements.length;
  const boxY = picture.y;
  picture.y += 10;
  picture.text(finding.title, { x: 52, weight: 600 });
  for (const line of wrapped(finding.body)) picture.text(line, { x: 52 });
  if (finding.suggestion !== null) drawSuggestion(picture, finding.suggestion);
  picture.text(`${finding.severity} · ${finding.category} · ${finding.source}`, {
    x: 52,
    fill: "#59636e",
    size: 12,
  });
  picture.y += 8;
  picture.elements.splice(boxAt, 0, picture.box("#ffffff", boxY, 36, "#d1d9e0"));
  picture.y += 14;
  picture.elements.splice(cardAt, 0, picture.box("#f6f8fa", cardY, 14, "#d1d9e0"));
  picture.y += 14;
}

/** The lines that the comment stands on, with two before, as added lines of a diff. */
function drawCode(picture: Picture, { path, start_line, line }: Finding): void {
  const lines = readFileSync(`${root}${path}`, "utf8").split("\n");
  for (let number = Math.max(1, start_line - 2); number <= line; number++) {
    const code = `${String(number).padStart(4)} + ${lines[number - 1]?.replaceAll("\t", "  ") ?? ""}`;
    picture.elements.push(
      `<rect x="15" y="${picture.y}" width="${width - 30}" height="${lineHeight}" fill="#dafbe1"/>`,
    );
    picture.text(code, { x: 28, mono: true, size: 12.5 });
  }
}

function drawSuggestion(picture: Picture, suggestion: string): void {
  picture.text("Suggested change", { x: 52, fill: "#59636e", size: 12 });
  for (const line of suggestion.split("\n")) {
    picture.elements.push(
      `<rect x="52" y="${picture.y}" width="${width - 104}" height="${lineHeight}" fill="#dafbe1"/>`,
    );
    picture.text(`+ ${line.replaceAll("\t", "  ")}`, { x: 58, mono: true, size: 12.5 });
  }
  picture.y += 6;
}

/** Markdown as lines of plain text: paragraphs wrapped, code marks left out. */
function wrapped(markdown: string): string[] {
  return markdown.split(/\n\n+/).flatMap((paragraph) => {
    const lines: string[] = [];
    let line = "";
    for (const word of paragraph.replaceAll("`", "").split(/\s+/)) {
      if (line.length + word.length > charactersPerLine) {
        lines.push(line);
        line = "";
      }
      line = line === "" ? word : `${line} ${word}`;
    }
    return [...lines, line];
  });
}

function escapeXml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

const picture = new Picture();
picture.y = 14;
for (const finding of findings()) drawFinding(picture, finding);
const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${picture.y}" viewBox="0 0 ${width} ${picture.y}" role="img" aria-label="Three comments of a review, each beside its code">
<rect width="100%" height="100%" fill="#ffffff"/>
${picture.elements.join("\n")}
</svg>
`;
writeFileSync(`${root}docs/review.svg`, svg);
console.log(`docs/review.svg, ${svg.length} bytes`);
