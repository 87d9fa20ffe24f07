import type { Scene } from "../world.ts";

export const signInScenes: readonly Scene[] = [
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
