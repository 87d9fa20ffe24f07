import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/**
 * git's own HTTP server (`git http-backend`, a CGI program) behind node's. Asks for one
 * Authorization header; `answerWith` makes every request fail with a status instead.
 */
export class GitHttpServer implements AsyncDisposable {
  readonly #server: Server;
  readonly #folder: string;
  readonly authorizations: (string | undefined)[] = [];
  expectedAuthorization: string | null = null;
  answerWith: { status: number; headers?: Record<string, string> } | null = null;

  private constructor(folder: string) {
    this.#folder = folder;
    this.#server = createServer((request, response) => this.#handle(request, response));
  }

  static async start(folder: string): Promise<GitHttpServer> {
    const server = new GitHttpServer(folder);
    server.#server.listen(0, "127.0.0.1");
    await once(server.#server, "listening");
    return server;
  }

  get url(): string {
    const { port } = this.#server.address() as AddressInfo;
    return `http://127.0.0.1:${port}/.git`;
  }

  #handle(request: IncomingMessage, response: ServerResponse): void {
    this.authorizations.push(request.headers.authorization);
    if (this.answerWith) {
      response.writeHead(this.answerWith.status, this.answerWith.headers).end();
      return;
    }
    const isWrong = request.headers.authorization !== (this.expectedAuthorization ?? undefined);
    if (isWrong) {
      response.writeHead(401, { "www-authenticate": "Basic" }).end();
      return;
    }
    const [pathInfo, query = ""] = (request.url ?? "").split("?");
    const child = spawn("git", ["-c", "safe.directory=*", "http-backend"], {
      env: {
        PATH: process.env.PATH,
        GIT_PROJECT_ROOT: this.#folder,
        GIT_HTTP_EXPORT_ALL: "1",
        GIT_PROTOCOL: String(request.headers["git-protocol"] ?? ""),
        REQUEST_METHOD: request.method,
        PATH_INFO: pathInfo,
        QUERY_STRING: query,
        CONTENT_TYPE: request.headers["content-type"],
        HTTP_CONTENT_ENCODING: request.headers["content-encoding"],
      },
    });
    request.pipe(child.stdin);
    const parts: Buffer[] = [];
    child.stdout.on("data", (part: Buffer) => parts.push(part));
    child.on("close", () => answer(Buffer.concat(parts), response));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, "close");
  }
}

/** CGI: headers, an empty line, the body; the status is a header. */
function answer(output: Buffer, response: ServerResponse): void {
  const end = output.indexOf("\r\n\r\n");
  for (const line of output.toString("latin1", 0, end).split("\r\n")) {
    const [name = "", value = ""] = line.split(/: (.*)/s);
    if (name.toLowerCase() === "status") response.statusCode = Number.parseInt(value, 10);
    else response.setHeader(name, value);
  }
  response.end(output.subarray(end + 4));
}
