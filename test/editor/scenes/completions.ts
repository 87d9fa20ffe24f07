import { type Scene, until, type World } from "../world.ts";

const asked = (world: World) => world.wire.bodies("/v1/completions");
const events = (world: World) =>
  world.wire.bodies("/v1/events").flatMap(({ events }) => events as Record<string, unknown>[]);

export const completionScenes: readonly Scene[] = [
  {
    name: "typing shows a ghost text, with what the gateway was sent along",
    async play(world) {
      const { editor, expert } = world;
      expert.say("for item in items:\n        total = ", "total + item.price * item.quantity");
      await editor.openFile("shop/cart.py", 7);
      await editor.type(" ");
      await editor.ghostText("total + item.price * item.quantity");
      await editor.picture("completion");
      const body = asked(world).at(-1);
      const segments = JSON.stringify(body?.segments);
      for (const part of [
        `"filepath":"shop/cart.py"`,
        `"git_url":"https://git.example.com/acme/shop.git"`,
      ]) {
        if (!segments.includes(part)) throw new Error(`not sent: ${part} in ${segments}`);
      }
      if (segments.includes("secret")) throw new Error("the password of the remote was sent");
    },
  },
  {
    name: "typing on what it says asks nothing more",
    goesOn: true,
    async play(world) {
      const before = asked(world).length;
      await world.editor.type("total + ");
      await world.editor.ghostText("item.price * item.quantity");
      if (asked(world).length !== before) throw new Error("the server was asked again");
    },
  },
  {
    name: "Ctrl+Right takes a word, and Tab the rest; the server is told of all of it",
    goesOn: true,
    async play(world) {
      const { editor } = world;
      await until(world, "a view", () => events(world).some(({ type }) => type === "view"));
      await editor.press("Control+ArrowRight");
      await editor.status("Ln 7, Col 29").waitFor();
      await editor.ghostText(".price * item.quantity");
      await editor.press("Tab");
      await editor.status("Ln 7, Col 51").waitFor();
      await editor.line("total = total + item.price * item.quantity");
      await editor.picture("accepted");
      for (const kind of ["partial", "select"]) {
        const among = () => `${kind} among ${JSON.stringify(events(world))}`;
        await until(world, among, () => events(world).some(({ type }) => type === kind));
      }
      await editor.closeFile();
    },
  },
  {
    name: "Alt+] goes through several choices",
    async play(world) {
      const { editor, expert } = world;
      const texts = ["price - percent", "price * (100 - percent) // 100"];
      let count = 0;
      expert.say("return ", () => ({
        kind: "text",
        text: texts[count++ % 2] ?? "",
        finishReason: "stop",
      }));
      await editor.openFile("shop/discount.py", 2);
      await editor.press("Enter");
      await editor.type("return ");
      await editor.ghostLine().first().waitFor();
      const first = await editor.ghostLine().first().textContent();
      await editor.press("Alt+]");
      await until(world, "another choice", async () => {
        const now = await editor.ghostLine().first().textContent();
        return now !== null && now !== first;
      });
      if (asked(world).at(-1)?.trigger !== "manual") throw new Error("no choices were asked for");
      await editor.closeFile();
    },
  },
  {
    name: "a request goes on with the next key, and ends where the person leaves, at the model too",
    async play(world) {
      const { editor, expert, model, wire } = world;
      expert.say("def slow", () => ({ kind: "hang" }));
      await editor.openFile("shop/items.py", 7);
      await editor.press("Enter", "Enter");
      await editor.type("def slow(self):");
      await until(world, "a request", () =>
        model.requests.some(({ user }) => user.includes("def slow(self):")),
      );
      const request = (typed: string) =>
        wire.requests.find(({ body }) => body.includes(`def slow(self):${typed}"`));
      await editor.type("x");
      await until(world, "another request", () => request("x") !== undefined);
      if (request("")?.end === "aborted") throw new Error("the first request did not go on");
      await editor.press("ArrowUp");
      await until(world, "its end", () => request("")?.end === "aborted");
      await until(world, "its end at the model", () => model.aborted.length > 0);
      await editor.closeFile();
    },
  },
  {
    name: "nothing of a secret file is sent",
    async play(world) {
      const { editor, wire } = world;
      await editor.openFile(".env", 1);
      await editor.status("secret file").waitFor();
      await editor.type("hunter2");
      await editor.press("Alt+\\");
      await editor.line("SHOP_KEY=hunter2");
      if (wire.requests.some(({ body }) => /SHOP_KEY|hunter2/.test(body))) throw new Error("sent");
      await editor.closeFile();
    },
  },
  {
    name: "completions are switched off for a language, and on again",
    async play(world) {
      const { editor } = world;
      const before = asked(world).length;
      await editor.openFile("shop/cart.py", 7);
      await editor.command("DevFlow: Turn Completions On or Off for This Language");
      await editor.status("off for python").waitFor();
      await editor.type(" ");
      await editor.press("Alt+\\");
      if (asked(world).length !== before) throw new Error("asked although it is off");
      await editor.command("DevFlow: Turn Completions On or Off for This Language");
      await editor.status("off for python").waitFor({ state: "hidden" });
      await editor.closeFile();
    },
  },
  {
    name: "a server that is away shows in the status bar only, and is found again",
    async play(world) {
      const { editor, wire, expert } = world;
      expert.say("def again", "return 1");
      await editor.openFile("shop/items.py", 7);
      await editor.press("Enter", "Enter");
      wire.isCut = true;
      await editor.type("def again(self) -> int:");
      await editor.status("DevFlow: offline").waitFor();
      await editor.picture("offline");
      const notices = await editor.page.locator(".notification-list-item").count();
      if (notices > 0) throw new Error("a notice popped up");
      wire.isCut = false;
      await until(world, "an answer", async () => {
        await editor.type(" ");
        await editor.press("Backspace");
        return (await editor.status("DevFlow: offline").count()) === 0;
      });
      await editor.closeFile();
    },
  },
];
