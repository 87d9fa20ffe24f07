/** Where a git remote leads. */
export type GitRemote =
  | { kind: "github"; owner: string; name: string }
  | { kind: "folder"; path: string }
  | { kind: "elsewhere"; owner: string; name: string };

/** Longer is no URL that git would make. */
const maxLength = 2_000;

/** GitHub serves SSH on 443 under a host of its own: https://docs.github.com/en/authentication/troubleshooting-ssh/using-ssh-over-the-https-port */
const sshHosts: Record<string, string> = { "ssh.github.com": "github.com" };

/**
 * Reads a remote's URL as git knows it: https, http, ssh and git with a host, `user@host:path`
 * (scp), `file:` and absolute paths. Credentials in it are not looked at. Null for anything else.
 */
export function readGitUrl(text: string, githubWebUrl: string): GitRemote | null {
  const url = text.trim();
  if (url === "" || url.length > maxLength) return null;
  if (/^(\/|[A-Za-z]:[\\/])/.test(url)) return { kind: "folder", path: url };
  const place = readPlace(url);
  if (place === null) return null;
  if ("folder" in place) return { kind: "folder", path: place.folder };
  const github = new URL(githubWebUrl);
  const host = sshHosts[place.host] ?? place.host;
  const isGitHub = host === github.hostname.toLowerCase();
  const path = isGitHub ? withoutBase(place.path, github.pathname) : place.path;
  const parts = path === null ? [] : path.split("/").filter((part) => part !== "");
  const owner = parts.at(-2);
  const name = parts.at(-1)?.replace(/\.git$/i, "");
  if (owner === undefined || name === undefined || name === "") return null;
  if (isGitHub) return parts.length === 2 ? { kind: "github", owner, name } : null;
  return { kind: "elsewhere", owner, name };
}

function readPlace(url: string): { host: string; path: string } | { folder: string } | null {
  const parsed = /^[a-z][a-z0-9+.-]*:\/\//i.test(url) ? URL.parse(url) : null;
  if (parsed !== null) {
    const path = decoded(parsed.pathname);
    if (path === null) return null;
    if (parsed.protocol === "file:") return { folder: path };
    if (!/^(https?|ssh|git|git\+ssh|git\+https):$/.test(parsed.protocol)) return null;
    return { host: parsed.hostname.toLowerCase(), path };
  }
  // scp's form has no slash before its colon: https://git-scm.com/docs/git-clone#_git_urls
  const scp = /^(?:[^@/:\s]+@)?([^/:\s]+|\[[0-9a-f:]+\]):(?!\/\/)(.+)$/i.exec(url);
  const [, host, path] = scp ?? [];
  return host === undefined || path === undefined ? null : { host: host.toLowerCase(), path };
}

function decoded(path: string): string | null {
  try {
    return decodeURIComponent(path);
  } catch {
    return null;
  }
}

function withoutBase(path: string, base: string): string | null {
  const plain = base.replace(/\/+$/, "");
  if (plain === "") return path;
  return path.startsWith(`${plain}/`) ? path.slice(plain.length) : null;
}
