import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { findings } from "@devflow/testkit/model-server";
import type { FrameLocator } from "playwright-core";
import { putBackShop } from "../shop.ts";
import { type Scene, until, type World } from "../world.ts";

export const last = (world: World, path: string) => world.wire.bodies(path).at(-1) ?? {};

/** The page in the webview of the panel that is in front. */
function panel({ editor }: World): FrameLocator {
  return editor.page.frameLocator("iframe.webview.ready").frameLocator("iframe");
}

export function expect(isTrue: boolean, what: string): void {
  if (!isTrue) throw new Error(what);
}

/** All files closed and as they were committed, no notice open. */
export async function putBack(world: World): Promise<void> {
  const { editor, folder } = world;
  // The editor opens again what it closed before it had saved it, and cannot save what git put back meanwhile.
  await editor.command("File: Save All Files");
  const unsaved = editor.page.locator(".tab.dirty");
  await until(world, "all files saved", async () => (await unsaved.count()) === 0);
  await editor.command("View: Close All Editors");
  await until(world, "all closed", async () => (await editor.page.locator(".tab").count()) === 0);
  putBackShop(folder);
  await editor.dismissNotices();
}

/** What the server was told of the last answer of this kind, in its order. */
function toldOf(world: World, kind: string): unknown[] {
  return world.wire
    .bodies("/v1/outcomes")
    .filter(({ id }) => String(id).startsWith(kind))
    .map(({ outcome }) => outcome);
}

const explanation =
  "`discounted` takes a share of `percent` off a price in cents.\n\n" +
  "1. `price * percent // 100` is the discount, rounded **down**.\n" +
  "2. It is taken off the price, as in `shop/discount.py:2`.\n\n" +
  "```python\ndiscounted(999, 10)  # 900\n```\n";

const badTest = `import unittest

from shop.discount import discounted


class DiscountedTest(unittest.TestCase):
    def test_takes_the_share_off(self):
        self.assertEqual(discounted(200, 10), 190)

    def test_takes_nothing_off_without_a_discount(self):
        self.assertEqual(discounted(200, 0), 200)
`;

const newTest = `FILE: tests/test_discount.py\n\`\`\`\n${badTest}\`\`\`\n`;

const repair = `The share of 200 is 20.

FILE: tests/test_discount.py
<<<<<<< SEARCH
        self.assertEqual(discounted(200, 10), 190)
=======
        self.assertEqual(discounted(200, 10), 180)
>>>>>>> REPLACE
`;

const refactoring = `FILE: shop/discount.py
<<<<<<< SEARCH
    return price - price * percent // 100
=======
    return price * (100 - percent) // 100
>>>>>>> REPLACE
`;

const documented = `FILE: shop/discount.py
<<<<<<< SEARCH
def discounted(price: int, percent: int) -> int:
=======
def discounted(price: int, percent: int) -> int:
    """What is left of a price in cents, a share of it taken off."""
>>>>>>> REPLACE
`;

export const featureScenes: readonly Scene[] = [
  {
    name: "explain opens a panel beside the code",
    async play(world) {
      const { editor, expert } = world;
      expert.say("You explain code", explanation);
      await putBack(world);
      await editor.openFile("shop/discount.py", 2);
      await editor.command("DevFlow: Explain");
      const page = panel(world);
      await page.locator(".turn[data-state=answered] pre").waitFor();
      const files = last(world, "/v1/explain").files as { path: string; selection: unknown }[];
      const selection = JSON.stringify(files[0]?.selection);
      expect(selection === `{"start_line":1,"end_line":2}`, `selected was ${selection}`);
      await page.getByRole("button", { name: "Helpful", exact: true }).click();
      await page.locator("button.helpful[aria-pressed=true]").waitFor();
      await until(world, "the word on it", () => last(world, "/v1/outcomes").outcome === "helpful");
      await page.locator("body").evaluate("window.scrollTo(0, document.body.scrollHeight)");
      await editor.picture("explain");
    },
  },
  {
    name: "an explanation is there again after a reload of the window, and nothing is asked anew",
    goesOn: true,
    async play(world) {
      const { editor, wire } = world;
      const asked = wire.bodies("/v1/explain").length;
      await editor.reload();
      await panel(world)
        .locator(".turn[data-state=answered]", { hasText: "takes a share" })
        .waitFor();
      expect(wire.bodies("/v1/explain").length === asked, "it was asked anew");
    },
  },
  {
    name: "a follow-up question is asked with what was said before; HTML of an answer is text",
    goesOn: true,
    async play(world) {
      const { editor, expert } = world;
      expert.say("Why is it rounded down?", "Because cents are whole [1]. <img src=x>");
      const page = panel(world);
      await page.locator("#question").fill("Why is it rounded down?");
      await page.locator("#question").press("Enter");
      await page.locator(".turn[data-state=answered]", { hasText: "cents are whole" }).waitFor();
      expect((await page.locator(".answer img").count()) === 0, "HTML of the answer was drawn");
      const turns = last(world, "/v1/explain").turns as { text: string }[];
      expect(
        turns.at(-1)?.text.includes("takes a share") === true,
        "the answer was not sent along",
      );
      await page.locator("a.place", { hasText: "shop/discount.py:2" }).first().click();
      await editor.status("Ln 2,").waitFor();
      await editor.closeFile();
    },
  },
  {
    name: "a refactoring is shown as a diff, applied, and undone in one step",
    async play(world) {
      const { editor, expert } = world;
      expert.say("You change code", refactoring);
      await editor.openFile("shop/discount.py", 2);
      await editor.command("DevFlow: Refactor");
      await editor.answer("Take the discount in one step");
      await editor.page.locator(".tab.active", { hasText: "Refactor discount.py" }).waitFor();
      await editor.line("return price * (100 - percent) // 100");
      const notice = editor.notice("It changes one file");
      // A trial waits until the notice has come to rest.
      await notice.getByRole("button", { name: "Apply" }).click({ trial: true });
      await editor.picture("refactor");
      await editor.command("DevFlow: Apply the Change");
      await editor.page.locator(".tab", { hasText: "Refactor" }).waitFor({ state: "detached" });
      await editor.openFile("shop/discount.py", 2);
      await editor.line("return price * (100 - percent) // 100");
      await editor.press("Control+Z");
      await editor.line("return price - price * percent // 100");
      const told = () => toldOf(world, "refactor-").join();
      await until(
        world,
        () => `what was told: ${told()}`,
        () => told() === "applied,undone",
      );
      await putBack(world);
    },
  },
  {
    name: "a refactoring that names a command for a file is told of, and is no link to it",
    async play(world) {
      const { editor, expert } = world;
      const command = "[Retry](command:workbench.action.terminal.new)";
      expert.say("You change code", `FILE: ${command}\n\`\`\`\nevil\n\`\`\`\n`);
      await editor.openFile("shop/discount.py", 2);
      await editor.command("DevFlow: Refactor");
      await editor.answer("Take the discount in one step");
      const notice = editor.notice("no edit of the model could be applied");
      await notice.getByText("command:workbench.action.terminal.new").waitFor();
      expect((await notice.locator("a[href]").count()) === 0, "the model's words are a link");
      await putBack(world);
    },
  },
  {
    name: "a change is not applied to a file that changed meanwhile",
    async play(world) {
      const { editor, expert } = world;
      expert.say("You write documentation", documented);
      await editor.openFile("shop/discount.py", 2);
      await editor.command("DevFlow: Document");
      await editor.page.locator(".tab.active", { hasText: "Document discount.py" }).waitFor();
      await editor.openFile("shop/discount.py", 2);
      await editor.type("  # sure");
      await editor.command("DevFlow: Apply the Change");
      await editor.notice("changed since it was asked for").waitFor();
      await editor.command("DevFlow: Discard the Change");
      await putBack(world);
    },
  },
  {
    name: "tests are written after a look, run, repaired once after another look, and pass",
    async play(world) {
      const { editor, expert, folder } = world;
      expert.say("You write unit tests", newTest);
      expert.say("AssertionError: 180 != 190", repair);
      await editor.openFile("shop/discount.py", 2);
      await editor.command("DevFlow: Generate Tests");
      await editor.page.locator(".tab.active", { hasText: "Tests for discounted" }).waitFor();
      await editor.line("class DiscountedTest");
      await editor.page.getByRole("button", { name: "Write and Run" }).click();
      const dialog = editor.page.locator(".monaco-dialog-box");
      await dialog.getByText("-m unittest tests/test_discount.py").waitFor();
      await dialog.getByRole("button", { name: "Run", exact: true }).click();
      await editor.page.locator(".tab.active", { hasText: "Repair test_discount.py" }).waitFor();
      await editor.page.getByRole("button", { name: "Write and Run" }).click();
      await editor.notice("test_discount.py passes after one repair").waitFor();
      await editor.picture("tests");
      const { failure } = last(world, "/v1/tests") as { failure?: { output: string } };
      expect(failure?.output.includes("180 != 190") === true, "the failure was not sent along");
      const written = readFileSync(join(folder, "tests/test_discount.py"), "utf8");
      expect(written === badTest.replace("190", "180"), `written was ${written}`);
      await editor.command("View: Toggle Panel Visibility");
      await putBack(world);
    },
  },
  {
    name: "a review shows diagnostics that follow their lines; a quick fix takes the suggestion",
    async play(world) {
      const { editor, expert } = world;
      expert.say("percent is 0", () => findings([]));
      await editor.openFile("shop/discount.py", 1);
      await editor.press("Enter");
      await editor.type("if percent is 0:");
      await editor.press("Enter");
      await editor.type("return price");
      await editor.command("DevFlow: Review My Changes");
      await editor.notice("1 remark in").waitFor();
      await editor.page
        .locator(".squiggly-warning, .squiggly-error, .squiggly-info")
        .first()
        .waitFor();
      expect(!JSON.stringify(last(world, "/v1/review")).includes("SHOP_KEY"), "a secret was sent");
      await editor.command("View: Focus Problems");
      await editor.dismissNotices();
      await editor.picture("review");
      await editor.openFile("shop/discount.py", 1);
      await editor.press("Home", "Enter");
      await editor.status("Ln 2,").waitFor();
      await editor.press("ArrowDown");
      await editor.status("Ln 3,").waitFor();
      await editor.command("Quick Fix");
      await editor.page.getByText("Apply the suggestion").first().waitFor();
      await editor.picture("quick-fix");
      await editor.page.getByText("Apply the suggestion").first().click();
      await editor.line("if percent == 0:");
      await until(
        world,
        "no remark",
        async () => (await editor.page.locator("[class*=squiggly-]").count()) === 0,
      );
      await editor.command("View: Toggle Panel Visibility");
      await putBack(world);
    },
  },
  {
    name: "a review of the branch reads what was committed on it",
    async play(world) {
      const { editor, folder } = world;
      const path = join(folder, "shop/discount.py");
      const code = readFileSync(path, "utf8").replace(
        ":\n",
        ":\n    if percent is 0: return price\n",
      );
      const git = (...args: string[]) => execFileSync("git", args, { cwd: folder });
      git("checkout", "-q", "-b", "sale");
      writeFileSync(path, code);
      git("commit", "-q", "-a", "-m", "A sale");
      await editor.command("DevFlow: Review My Branch");
      await editor.notice("1 remark in").waitFor();
      const asked = last(world, "/v1/review");
      const sent = (asked.files as { path: string }[]).map((file) => file.path).join();
      expect(sent === "shop/discount.py", `sent was ${sent}`);
      const told = JSON.stringify([asked.diff_files, asked.commits]);
      const head = git("rev-parse", "HEAD").toString().trim();
      expect(told === `[1,["${head}"]]`, `told was ${told}`);
      await editor.command("DevFlow: Clear the Remarks of the Review");
      await putBack(world);
    },
  },
  {
    name: "a search says why nothing was found, and one that is given up leaves the file as it was",
    async play(world) {
      const { editor } = world;
      await editor.openFile("shop/discount.py", 2);
      await editor.command("DevFlow: Search the Code Base");
      await editor.page.locator(".quick-input-widget input[type=text]").fill("round a price");
      await editor.page
        .locator(".quick-input-title", { hasText: "No repository that you may read is indexed" })
        .waitFor();
      expect(last(world, "/v1/search").query === "round a price", "another query was sent");
      await editor.press("Escape");
      await editor.page.locator(".tab.active", { hasText: "discount.py" }).waitFor();
      await editor.closeFile();
    },
  },
  {
    name: "asking by voice says plainly where there is no microphone",
    async play(world) {
      const { editor } = world;
      await editor.openFile("shop/discount.py", 2);
      await editor.command("DevFlow: Hey DevFlow");
      const page = panel(world);
      await page.locator("#about", { hasText: "discounted in discount.py" }).waitFor();
      await page.locator("#record").click();
      await page.locator("#problem", { hasText: "no microphone" }).waitFor();
      await editor.closeFile();
    },
  },
];
