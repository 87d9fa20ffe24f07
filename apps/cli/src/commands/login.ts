import { Command } from "commander";

export interface GatewayFlags {
  json?: true;
}

const help = `
Shows an address and a code. Open the address in any browser, also on another machine, sign in, and
compare the code. The token is kept for this user in the folder of configuration, readable by
nobody else, and ends after EDITOR_TOKEN_DAYS of the server.

Examples:
  $ devflow login https://devflow.example.com
  $ devflow whoami
  $ devflow logout`;

/** `devflow login`. */
export function loginCommand(): Command {
  return new Command("login")
    .description("Sign in to a gateway through the browser.")
    .argument("[url]", "the gateway (default: GATEWAY_URL, else the one of this machine)")
    .option("--json", "print JSON")
    .addHelpText("after", help)
    .action(async (url: string | undefined, flags: GatewayFlags) => {
      const { runLogin } = await import("./run-login.ts");
      await runLogin(url, flags);
    });
}

/** `devflow logout`. */
export function logoutCommand(): Command {
  return new Command("logout")
    .description("End the sign-in of `devflow login`, here and at the gateway.")
    .argument("[url]", "the gateway (default: that of the last sign-in)")
    .option("--json", "print JSON")
    .action(async (url: string | undefined, flags: GatewayFlags) => {
      const { runLogout } = await import("./run-login.ts");
      await runLogout(url, flags);
    });
}

/** `devflow whoami`. */
export function whoamiCommand(): Command {
  return new Command("whoami")
    .description("Who `devflow login` signed in, and what they may do.")
    .argument("[url]", "the gateway (default: that of the last sign-in)")
    .option("--json", "print JSON")
    .action(async (url: string | undefined, flags: GatewayFlags) => {
      const { runWhoami } = await import("./run-login.ts");
      await runWhoami(url, flags);
    });
}
