import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Locator, Page } from "playwright-core";

const pictures = fileURLToPath(new URL("../../../docs/pictures/", import.meta.url));

/** A bound for a window that never starts: with twenty other programs at work it takes a minute and a half. */
const startMs = 300_000;

/** A workbench of VS Code in a browser, worked as a person does: by keys. */
export class Editor {
  readonly page: Page;
  readonly #keepPictures: boolean;

  constructor(page: Page, keepPictures: boolean) {
    this.page = page;
    this.#keepPictures = keepPictures;
  }

  /** Opens the workbench on a folder and waits until the extension shows itself. */
  async open(url: string, folder: string): Promise<void> {
    await this.page.goto(`${url}/?folder=${folder}`);
    await this.status("DevFlow").waitFor({ timeout: startMs });
  }

  /** The extension's entry in the status bar, with this text in it. */
  status(text: string): Locator {
    return this.page.locator(".statusbar-item", { hasText: text }).last();
  }

  notice(text: string): Locator {
    return this.page.locator(".notification-list-item", { hasText: text }).last();
  }

  /** Runs a command by its title from the command palette. */
  async command(title: string): Promise<void> {
    await this.page.keyboard.press("F1");
    await this.pick(title, `>${title}`);
  }

  /** Runs a command until this is there: on a busy machine an editor that still starts passes one over. */
  async commandUntil(title: string, there: Locator): Promise<void> {
    for (let tries = 1; tries <= 6; tries += 1) {
      await this.command(title);
      if (await isThereIn(10_000, there)) return;
      await this.press("Escape");
    }
    throw new Error(`"${title}" showed nothing`);
  }

  /** Opens the window anew and waits until the extension shows itself. */
  async reload(): Promise<void> {
    await this.page.reload();
    await this.status("DevFlow").waitFor({ timeout: startMs });
  }

  /** Types into the open quick pick and takes the entry with this text. */
  async pick(entry: string, typed = entry): Promise<void> {
    const input = this.page.locator(".quick-input-widget input[type=text]");
    await input.waitFor();
    await input.fill(typed);
    const row = this.page.locator(".quick-input-list .monaco-list-row", { hasText: entry }).first();
    await row.waitFor();
    await row.click();
  }

  /** Answers the open input box. */
  async answer(text: string): Promise<void> {
    const input = this.page.locator(".quick-input-widget input:visible");
    await input.waitFor();
    await input.fill(text);
    await this.page.keyboard.press("Enter");
  }

  /** Opens a file of the folder and puts the cursor at the end of a line, from 1. */
  async openFile(path: string, line: number): Promise<void> {
    const name = path.split("/").at(-1) ?? path;
    const tab = this.page.locator(".tab.active", { hasText: name });
    let isOpen = false;
    // A list that is drawn anew in the same moment loses a click.
    for (let tries = 1; tries <= 6 && !isOpen; tries += 1) {
      await this.page.keyboard.press("Control+P");
      await this.pick(name, path);
      isOpen = await isThereIn(10_000, tab);
      if (!isOpen) await this.press("Escape");
    }
    if (!isOpen) throw new Error(`${path} was not opened`);
    await this.page.locator(".editor-instance .view-line").first().waitFor();
    await this.page.locator(".editor-instance .monaco-editor .view-lines").first().click();
    await this.page.keyboard.press("Control+G");
    await this.page.locator(".quick-input-widget input[type=text]").waitFor();
    await this.page.keyboard.type(String(line));
    await this.page.keyboard.press("Enter");
    await this.status(`Ln ${line},`).waitFor();
    await this.page.keyboard.press("End");
  }

  /** At about 80 words a minute. */
  async type(text: string): Promise<void> {
    await this.page.keyboard.type(text, { delay: 60 });
  }

  async press(...keys: string[]): Promise<void> {
    for (const key of keys) await this.page.keyboard.press(key);
  }

  /** Waits until a line with grey text in it reads so. */
  async ghostText(text: string): Promise<void> {
    await this.ghostLine()
      .filter({ hasText: spaced(text) })
      .first()
      .waitFor();
  }

  /** The line of the cursor, as it reads with the grey text, which is many pieces. */
  ghostLine(): Locator {
    return this.page.locator(".view-line:has(.ghost-text-decoration)");
  }

  /** Waits until a line of the active editor reads so. */
  async line(text: string): Promise<void> {
    await this.page
      .locator(".view-line")
      .filter({ hasText: spaced(text) })
      .first()
      .waitFor();
  }

  /** Empties the file's changes and closes it. */
  async closeFile(): Promise<void> {
    await this.command("File: Revert File");
    await this.command("View: Close All Editors");
  }

  /** Writes the person's settings anew, as a person does who pastes them. */
  async setSettings(settings: Readonly<Record<string, unknown>>): Promise<void> {
    await this.page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    // It lies over the others.
    const line = this.page.locator(".view-line", { hasText: "devflow.server.url" });
    await this.commandUntil("Preferences: Open User Settings (JSON)", line);
    await line.click();
    const text = JSON.stringify(JSON.stringify(settings, null, 2));
    await this.page.evaluate(`navigator.clipboard.writeText(${text})`);
    await this.press("Control+A", "Delete");
    await line.waitFor({ state: "hidden" });
    const end = this.page.locator(".view-line", { hasText: /^\}$/ });
    // A busy editor reads the clipboard after the keys that follow, or not at all.
    for (let tries = 0; tries < 10 && (await end.count()) === 0; tries += 1) {
      await this.press("Control+V");
      await end.waitFor({ timeout: 5_000 }).catch(() => {});
    }
    // It shows the end of what was pasted.
    await this.press("Control+Home");
    await line.filter({ hasText: String(settings["devflow.server.url"]) }).waitFor();
    await this.press("Control+S");
    // A list or a hint over it takes the first of them.
    for (let tries = 0; tries < 100 && (await line.count()) > 0; tries += 1) {
      await this.press("Escape");
      await this.nextFrame();
    }
  }

  async dismissNotices(): Promise<void> {
    await this.command("Notifications: Clear All Notifications");
  }

  /** Waits until the editor has drawn again. */
  async nextFrame(): Promise<void> {
    await this.page.evaluate("new Promise((resolve) => requestAnimationFrame(resolve))");
  }

  /** A picture for the documents: written when the suite is run with `--pictures`. */
  async picture(name: string): Promise<void> {
    if (!this.#keepPictures) return;
    await this.page.locator(".quick-input-widget").waitFor({ state: "hidden" });
    // What fades out is on the picture otherwise. An animation without an end would never be over.
    await this.page.evaluate(
      "Promise.allSettled(document.getAnimations().filter((each) => each.effect?.getComputedTiming().endTime !== Infinity).map((each) => each.finished))",
    );
    await this.page.screenshot({ path: join(pictures, `${name}.png`), scale: "css" });
  }
}

function isThereIn(timeout: number, locator: Locator): Promise<boolean> {
  return locator.waitFor({ timeout }).then(
    () => true,
    () => false,
  );
}

/** The editor draws spaces as no-break ones. */
function spaced(text: string): RegExp {
  const escaped = text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return new RegExp(escaped.replace(/ /g, "[ \\u00a0]"));
}
