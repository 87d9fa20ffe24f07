import type { Scene, World } from "../world.ts";

const at = (world: World, server: string, more: Record<string, unknown> = {}) =>
  world.setSettings({
    "devflow.server.url": server,
    "http.proxy": world.company.proxyUrl,
    ...more,
  });

export const companyScenes: readonly Scene[] = [
  {
    name: "through a proxy, the gateway is reached by a name that only the proxy knows, with an authority of NODE_EXTRA_CA_CERTS",
    async play(world) {
      const { editor, company, token } = world;
      await at(world, "https://devflow.corp.test");
      await editor.status("DevFlow: sign in").waitFor();
      await editor.command("DevFlow: Sign In");
      await editor.pick("With a token");
      await editor.answer(token);
      await editor.notice("at https://devflow.corp.test").waitFor();
      await editor.status("DevFlow: sign in").waitFor({ state: "hidden" });
      if (!company.connected.includes("devflow.corp.test:443"))
        throw new Error("no proxy was asked");
      await editor.dismissNotices();
    },
  },
  {
    name: "a certificate that nobody vouches for is refused, unless http.proxyStrictSSL is off",
    goesOn: true,
    async play(world) {
      const { editor } = world;
      await at(world, "https://stray.corp.test");
      await editor.notice("name a file of it in NODE_EXTRA_CA_CERTS").waitFor();
      await editor.dismissNotices();
      await at(world, "https://stray2.corp.test", { "http.proxyStrictSSL": false });
      await editor.notice("the server is there").waitFor();
      await world.setSettings({});
      await editor.status("DevFlow: sign in").waitFor({ state: "hidden" });
      await editor.dismissNotices();
    },
  },
];
