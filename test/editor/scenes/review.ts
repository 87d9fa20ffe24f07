import { renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { findings } from "@devflow/testkit/model-server";
import { type Scene, until, type World } from "../world.ts";
import { expect, last, putBack } from "./features.ts";

/** A new file, as an editor on Windows leaves it, without a newline at its end. */
const sale = [
  ...["def sale(price: int, percent: int) -> int:", "    if percent is 0:"],
  ...["        return price", "    return price - percent"],
].join("\r\n");

const squiggles = ({ editor }: World) => editor.page.locator("[class*=squiggly-]");

/** Goes to the one problem of the open file and waits until it is on that line. */
async function problemIsOn({ editor }: World, line: number): Promise<void> {
  await editor.command("Go to Next Problem (Error, Warning, Info)");
  await editor.status(`Ln ${line},`).waitFor();
  await editor.press("Escape");
}

async function hasNoRemark(world: World): Promise<void> {
  await until(world, "no remark", async () => (await squiggles(world).count()) === 0);
}

export const reviewScenes: readonly Scene[] = [
  {
    name: "a remark stands on its line in a new file with CRLF that is typed in while the review runs",
    async play(world) {
      const { editor, expert, folder, model } = world;
      const held = Promise.withResolvers<void>();
      expert.say("def sale", async () => {
        await held.promise;
        return findings([]);
      });
      writeFileSync(join(folder, "shop/sale.py"), sale);
      await editor.openFile("shop/sale.py", 1);
      const asked = model.requests.length;
      await editor.command("DevFlow: Review My Changes");
      await until(world, "a question", () => model.requests.length > asked);
      await editor.press("Home");
      await editor.type("# one");
      await editor.press("Enter");
      held.resolve();
      await editor.notice("1 remark in").waitFor();
      await squiggles(world).first().waitFor();
      await problemIsOn(world, 3);
      const { diff } = last(world, "/v1/review") as { diff: string };
      expect(diff.includes("No newline at end") && !diff.includes("\r"), `the diff was ${diff}`);
    },
  },
  {
    name: "what is dismissed is back by Undo, else not said again, also after a reload of the window",
    goesOn: true,
    async play(world) {
      const { editor, wire } = world;
      await editor.dismissNotices();
      const dismiss = async (words: string) => {
        await editor.command("Quick Fix");
        await editor.page.getByText(words).first().click();
        await hasNoRemark(world);
      };
      await dismiss("Dismiss: not now");
      const notice = editor.notice("not said to you again");
      await notice.getByRole("button", { name: "Undo" }).click();
      await squiggles(world).first().waitFor();
      await problemIsOn(world, 3);
      await dismiss("Dismiss: not a problem");
      const told = () => wire.bodies("/v1/review/dismissals").map(({ dismissed }) => dismissed);
      const all = ["not_now", null, "not_a_problem"].join();
      await until(
        world,
        () => `what was told: ${told()}`,
        () => told().join() === all,
      );
      expect(
        !JSON.stringify(wire.bodies("/v1/review/dismissals")).includes("percent"),
        "code was sent",
      );
      await editor.command("File: Save");
      await editor.reload();
      await editor.command("DevFlow: Review My Changes");
      await editor.notice("nothing to remark in").waitFor();
      await editor.dismissNotices();
    },
  },
  {
    name: "nor under another name of its file",
    goesOn: true,
    async play(world) {
      const { editor, folder } = world;
      await editor.command("View: Close All Editors");
      writeFileSync(join(folder, "shop/sale.py"), sale.replace("price - percent", "price - 1"));
      renameSync(join(folder, "shop/sale.py"), join(folder, "shop/offer.py"));
      await editor.openFile("shop/offer.py", 1);
      await editor.command("DevFlow: Review My Changes");
      await editor.notice("nothing to remark in").waitFor();
      await putBack(world);
    },
  },
];
