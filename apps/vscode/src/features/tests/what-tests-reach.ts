/** What code does beyond calling other code, by the words that do it in the languages of the experts. */
const reaches: readonly (readonly [string, RegExp])[] = [
  [
    "starts processes",
    /\bchild_process\b|\b(?:exec|spawn)(?:File)?Sync\b|\bexeca\b|\bsubprocess\b|\bos\.(?:system|popen|exec[lv]\w*|spawn\w*)|\bos\/exec\b|\bexec\.Command\b|\bRuntime\.getRuntime\b|\bProcessBuilder\b|\bCommand::new\b|\bProcess\.(?:Start|spawn)\b|\bBun\.spawn|\bDeno\.Command\b|\bKernel\.system\b/,
  ],
  [
    "opens connections",
    /\bfetch\(|["'](?:node:)?(?:net|https?|dgram|tls|dns)["']|\b(?:axios|undici|XMLHttpRequest|WebSocket)\b|\b(?:import|from)\s+(?:urllib|requests|httpx|aiohttp|socket|http\.client|ftplib|smtplib|paramiko)\b|\bnet\/http\b|\bnet\.Dial|\bjava\.net\b|\b(?:HttpClient|TcpStream|reqwest|TCPSocket)\b|\bNet::HTTP\b|\bcurl\b|\bwget\b|https?:\/\/(?!localhost\b|127\.0\.0\.1\b|\[::1\]|[\w.-]*\bexample\b)/,
  ],
  [
    "deletes files",
    /\brm(?:dir)?Sync\b|\bunlink(?:Sync)?\(|\bfs(?:\.promises)?\.rm(?:dir)?\(|\bshutil\.rmtree\b|\bos\.(?:remove|unlink|rmdir|removedirs|RemoveAll|Remove)\b|\bfs::remove_|\bdeleteRecursively\b|\bFiles\.delete|\bFileUtils\.rm|\brm -[a-z]*[rf]/,
  ],
  [
    "reads the environment or the home folder",
    /\bprocess\.env\b|\bos\.(?:environ|getenv|Getenv|Environ|UserHomeDir)\b|\bSystem\.getenv\b|\benv::vars?\b|\bENV\[|\bhomedir\(|\bexpanduser\b|\bPath\.home\b|["'`]~\//,
  ],
  [
    "makes code while it runs",
    /\beval\(|\bnew Function\(|(?<![\w.])exec\(|\b__import__\(|\bimportlib\b|\bb64decode\b|\batob\(|\bfromCharCode\(|\bfrom\([^)]*["'](?:base64|hex)["']\)/,
  ],
];

/** What the new lines of tests reach for, in words for who decides whether they are run; the tests of a function need little of it. */
export function reachOf(before: string, after: string): string[] {
  const known = new Set(before.split(/\r?\n/));
  const added = after.split(/\r?\n/).filter((line) => !known.has(line));
  return reaches
    .filter(([, words]) => added.some((line) => words.test(line)))
    .map(([what]) => what);
}

/** A sentence about a change, empty where its tests reach for nothing. */
export function reachText(
  sent: readonly { path: string; text: string | null }[],
  files: readonly { path: string; text: string }[],
): string {
  const found = files.flatMap(({ path, text }) =>
    reachOf(sent.find((each) => each.path === path)?.text ?? "", text),
  );
  const all = [...new Set(found)];
  return all.length === 0 ? "" : `Look before it runs: it ${all.join(", ")}.`;
}
