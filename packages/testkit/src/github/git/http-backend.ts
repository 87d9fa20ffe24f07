import type { IncomingMessage, ServerResponse } from "node:http";
import { execa } from "execa";

/** The smart HTTP paths that a fetch needs; pushing is not served. */
export const gitPath = /^\/([^/]+)\/([^/]+?)(?:\.git)?\/(info\/refs|git-upload-pack)$/;

interface BackendRequest {
  gitDirectory: string;
  /** What follows the repository in the path. */
  service: string;
  query: string;
}

/** Splits a CGI answer at its blank line: headers, `Status:` first among them, then the body. */
function parseHeaders(head: string): { status: number; headers: [string, string][] } {
  let status = 200;
  const headers: [string, string][] = [];
  for (const line of head.split("\r\n")) {
    const colon = line.indexOf(":");
    if (colon === -1) continue;
    const name = line.slice(0, colon);
    const value = line.slice(colon + 1).trim();
    if (name.toLowerCase() === "status") status = Number.parseInt(value, 10);
    else headers.push([name, value]);
  }
  return { status, headers };
}

/** Runs git's own CGI for one request and streams the answer. Gives the status. */
export async function serveGit(
  request: IncomingMessage,
  response: ServerResponse,
  { gitDirectory, service, query }: BackendRequest,
): Promise<number> {
  const header = (name: string) => String(request.headers[name] ?? "");
  const backend = execa("git", ["http-backend"], {
    encoding: "buffer",
    buffer: false,
    reject: false,
    input: request,
    env: {
      GIT_PROJECT_ROOT: gitDirectory,
      GIT_HTTP_EXPORT_ALL: "1",
      GIT_CONFIG_NOSYSTEM: "1",
      GIT_CONFIG_GLOBAL: "/dev/null",
      GIT_PROTOCOL: header("git-protocol"),
      PATH_INFO: `/${service}`,
      REQUEST_METHOD: request.method ?? "GET",
      QUERY_STRING: query,
      CONTENT_TYPE: header("content-type"),
      HTTP_CONTENT_ENCODING: header("content-encoding"),
      REMOTE_ADDR: "127.0.0.1",
      REMOTE_USER: "x-access-token",
    },
  });
  let pending = Buffer.alloc(0);
  let status = 0;
  for await (const chunk of backend.stdout) {
    if (status !== 0) {
      response.write(chunk);
      continue;
    }
    pending = Buffer.concat([pending, chunk]);
    const end = pending.indexOf("\r\n\r\n");
    if (end === -1) continue;
    const parsed = parseHeaders(pending.subarray(0, end).toString("latin1"));
    status = parsed.status;
    for (const [name, value] of parsed.headers) response.setHeader(name, value);
    response.writeHead(status);
    response.write(pending.subarray(end + 4));
  }
  await backend;
  if (status === 0) response.writeHead(500);
  response.end();
  return status === 0 ? 500 : status;
}
