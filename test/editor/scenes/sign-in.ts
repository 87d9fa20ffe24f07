import type { Page } from "playwright-core";
import type { Editor } from "../harness/editor.ts";
import type { Scene } from "../world.ts";

/** The page on which somebody lets the editor in. With one provider it signs them in there by itself. */
async function letIn(page: Page, code: string): Promise<void> {
  await page.locator("input[name=user_code]:visible").fill(code);
  await page.getByRole("button", { name: "Continue" }).click();
  await page.getByRole("button", { name: "Let it in" }).click();
  await page.getByText("Back to Visual Studio Code").waitFor();
  await page.close();
}

/** The notice may have come while the other page lay over the editor. */
async function isLetIn(editor: Editor): Promise<void> {
  await editor.status("DevFlow: sign in").waitFor({ state: "hidden" });
  await editor.command("Notifications: Show Notifications");
  await editor.notice("signed in as kim").waitFor();
}

async function signOut(editor: Editor): Promise<void> {
  await editor.dismissNotices();
  await editor.command("DevFlow: Sign Out");
  await editor.notice("signed out").waitFor();
  await editor.status("DevFlow: sign in").waitFor();
  await editor.dismissNotices();
}

export const signInScenes: readonly Scene[] = [
  {
    name: "an editor is let in by the browser, which leads back to it",
    async play({ editor, wire }) {
      const { page } = editor;
      await editor.status("DevFlow: sign in").waitFor();
      await editor.command("DevFlow: Sign In");
      const opened = page.context().waitForEvent("page");
      await editor.pick("In the browser");
      const approval = await opened;
      await approval.getByText("Visual Studio Code at 127.0.0.1").waitFor();
      await approval.getByRole("button", { name: "Let it in" }).click();
      await approval.getByText("You can close this page now").waitFor();
      await approval.close();
      await isLetIn(editor);
      if (wire.bodies("/v1/device/code").length > 0) throw new Error("a code was asked for");
      await signOut(editor);
      const ends = wire.requests.filter(({ path }) => path === "/v1/sign-out");
      if (ends.length !== 1) throw new Error("the token was not ended at the server");
    },
  },
  {
    name: "an editor is let in by a code that somebody types on the approval page",
    async play({ editor }) {
      const context = editor.page.context();
      await context.grantPermissions(["clipboard-read", "clipboard-write"]);
      await editor.status("DevFlow: sign in").waitFor();
      await editor.command("DevFlow: Sign In");
      await editor.pick("With a code");
      const notice = editor.notice("the code is");
      await notice.waitFor();
      const said = await notice.textContent();
      const [, code = "", url = ""] =
        /code is ([A-Z0-9-]+)[\s\S]* at (http\S+?)\.?\s/.exec(`${said} `) ?? [];
      const page = await context.newPage();
      await page.goto(url);
      await letIn(page, code);
      await isLetIn(editor);
      await signOut(editor);
    },
  },
  {
    name: "a token that the server does not know is refused",
    async play({ editor }) {
      await editor.status("DevFlow: sign in").waitFor();
      await editor.command("DevFlow: Sign In");
      await editor.pick("With a token");
      await editor.answer("dfp_0000000000000000000000000000000000000000000");
      await editor.notice("A token is needed that is known").waitFor();
      await editor.status("DevFlow: sign in").waitFor();
      await editor.dismissNotices();
    },
  },
  {
    name: "a person signs in with a token",
    async play({ editor, token }) {
      await editor.command("DevFlow: Sign In");
      await editor.pick("With a token");
      await editor.answer(token);
      await editor.notice("signed in as").waitFor();
      await editor.dismissNotices();
      await editor.status("DevFlow").waitFor();
    },
  },
];
