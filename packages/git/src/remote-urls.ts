import { type GitOptions, runGit } from "./run-git.ts";

/** A clone's own remote first, then what a fork was made of. */
const firstRemotes = ["origin", "upstream"];

/** URLs of the remotes as they are written in the configuration, each once. */
export async function remoteUrls(options: GitOptions): Promise<string[]> {
  // Ends with 1 where there is none.
  const { stdout } = await runGit(["config", "-z", "--get-regexp", "^remote\\..*\\.url$"], options);
  const remotes = stdout
    .toString("utf8")
    .split("\0")
    .flatMap((entry) => {
      const [, remote = "", url = ""] = /^remote\.(.*)\.url\n(.*)$/s.exec(entry) ?? [];
      return url === "" ? [] : [{ remote, url }];
    });
  const placeOf = (remote: string) => {
    const place = firstRemotes.indexOf(remote);
    return place === -1 ? firstRemotes.length : place;
  };
  remotes.sort((a, b) => placeOf(a.remote) - placeOf(b.remote));
  return [...new Set(remotes.map(({ url }) => url))];
}
