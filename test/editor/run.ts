import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { openTestOidcProvider } from "@devflow/identity/testing";
import { startModelServer } from "@devflow/testkit/model-server";
import { chromium } from "playwright-core";
import { Expert } from "./expert.ts";
import { Editor } from "./harness/editor.ts";
import { installHost } from "./harness/install-host.ts";
import { startCompany } from "./harness/start-company.ts";
import { startEditor } from "./harness/start-editor.ts";
import { startGateway } from "./harness/start-gateway.ts";
import { startWire } from "./harness/start-wire.ts";
import { acts } from "./scenes.ts";
import { makeShop, putBackShop } from "./shop.ts";
import type { Scene, World } from "./world.ts";

/**
 * `npm run test:editor`: the packaged extension in VS Code itself (code-server, driven in Chromium), against `devflow start`,
 * with a scripted model server behind it. `--pictures` writes docs/pictures anew; other words choose scenes by name,
 * with those that they go on from. `--short` chooses the few without which there is no extension.
 */

const root = fileURLToPath(new URL("../../", import.meta.url));
const words = process.argv.slice(2);
/** Grey text and Tab, the panel beside the code, remarks among the problems. */
const shortScenes = ["Ctrl+Right takes a word", "explain opens", "a review shows diagnostics"];
const say = (text: string) => process.stderr.write(`${text}\n`);
const failures = join(tmpdir(), `devflow-editor-${process.pid}-failed`);
const began = performance.now();
const seconds = (since: number) => `${((performance.now() - since) / 1_000).toFixed(1)} s`;

const vsix = await packageExtension();
const host = await installHost(say);
const folder = mkdtempSync(join(tmpdir(), "devflow-editor-"));
try {
  process.exitCode = await playAll();
} finally {
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}
say(`The editor's scenes took ${seconds(began)}`);

async function packageExtension(): Promise<string> {
  const script = join(root, "scripts/package-extension.ts");
  const { stdout } = await promisify(execFile)(process.execPath, [script], { cwd: root });
  const vsix = /^(.*\.vsix), /m.exec(stdout)?.[1];
  if (vsix === undefined) throw new Error(`no .vsix was written: ${stdout}`);
  return vsix;
}

/** The number of scenes that failed. */
async function playAll(): Promise<number> {
  const shop = join(folder, "acme-shop");
  mkdirSync(shop);
  makeShop(shop);
  const expert = new Expert();
  const models = [{ id: "qwen2.5-coder", owned_by: "vllm" }];
  await using model = await startModelServer({ kind: "vllm", models, script: expert.script });
  const modelUrl = model.url;
  await using oidc = await openTestOidcProvider({ sub: "kim", name: "Kim Example" });
  await using wire = await startWire();
  await using company = await startCompany(folder);
  const { authorityFile } = company;
  const settings = settingsOf(wire.url);
  await using server = await startEditor({ host, folder, vsix, settings, authorityFile });
  // By another name than 127.0.0.1, to which VS Code in a browser would lead through itself.
  const pagesUrl = wire.url.replace("127.0.0.1", "devflow.localhost");
  const urls = { modelUrl, pagesUrl, editorUrl: server.url };
  await using gateway = await startGateway({ folder, model: "qwen2.5-coder", oidc, ...urls });
  wire.leadTo(gateway.url);
  company.leadTo(gateway.url);
  await oidc.serve([`${pagesUrl}/sign-in/oidc/callback`]);
  await using browser = await chromium.launch({
    executablePath: host.chromium,
    args: ["--no-sandbox"],
  });
  // Of its own, since a sign-in opens a second page in it.
  const context = await browser.newContext({ viewport: { width: 1_000, height: 600 } });
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  const editor = new Editor(page, words.includes("--pictures"));
  await editor.open(server.url, shop);
  say(`… VS Code is open with the extension after ${seconds(began)}`);
  const token = await gateway.token();
  const setSettings = (more: object) => editor.setSettings({ ...settings, ...more });
  return await play({ editor, wire, company, setSettings, model, expert, folder: shop, token });
}

async function play(world: World): Promise<number> {
  const named = words.filter((word) => !word.startsWith("--"));
  const chosen = words.includes("--short") ? [...shortScenes, ...named] : named;
  const none = chosen.find((word) => !acts.flat().some(({ name }) => name.includes(word)));
  if (none !== undefined) throw new Error(`no scene has "${none}" in its name`);
  // Nothing works without a token.
  const isNeeded = ({ name }: Scene) => name.includes("signs in");
  const isWanted = ({ name }: Scene) =>
    chosen.length === 0 || chosen.some((word) => name.includes(word));
  let failed = 0;
  for (const act of acts) {
    if (!act.some((scene) => isNeeded(scene) || isWanted(scene))) continue;
    putBackShop(world.folder);
    // What goes on from the last that is wanted is of no use.
    const last = act.findLastIndex((scene) => isNeeded(scene) || isWanted(scene));
    for (const scene of act.slice(0, last + 1)) {
      const start = performance.now();
      try {
        await scene.play(world);
        say(`✓ ${scene.name} (${seconds(start)})`);
      } catch (thrown) {
        failed += 1;
        const path = join(failures, `${failed}.png`);
        await world.editor.page.screenshot({ path });
        say(`✗ ${scene.name} (${seconds(start)}): ${thrown}\n  ${path}`);
        if (isNeeded(scene)) return failed;
        await world.editor.closeFile().catch(() => {});
        // It may have failed with others.
        await world.setSettings({}).catch(() => {});
        break;
      }
    }
    // The others would have closed what they had open.
    if (last + 1 < act.length) await world.editor.closeFile();
  }
  return failed;
}

function settingsOf(url: string): Record<string, unknown> {
  return {
    "devflow.server.url": url,
    "devflow.events.send": "always",
    // VS Code's own goes to the network, and ends the extension host of code-server behind a proxy.
    "telemetry.telemetryLevel": "off",
    "workbench.startupEditor": "none",
    "workbench.secondarySideBar.defaultVisibility": "hidden",
    "workbench.tips.enabled": false,
    "chat.disableAIFeatures": true,
    "window.commandCenter": false,
    "editor.minimap.enabled": false,
    "editor.fontSize": 14,
    "files.trimTrailingWhitespace": false,
    "git.openRepositoryInParentFolders": "never",
    "extensions.ignoreRecommendations": true,
    // It tells of the ports that other programs of a busy machine open, in a notice.
    "remote.autoForwardPorts": false,
  };
}
