import { writeFile } from "node:fs/promises";
import { createServer as createHttpServer } from "node:http";
import { createServer } from "node:https";
import { type AddressInfo, connect, type Server, type Socket } from "node:net";
import { join } from "node:path";
import { generate } from "selfsigned";
import { forward } from "./start-wire.ts";

/**
 * A company's network before the gateway: names that only its proxy knows, and certificates of its own authority.
 * A name that begins with `stray` has one of an authority that nobody was told of.
 */
export interface Company extends AsyncDisposable {
  proxyUrl: string;
  /** A file of the authority's certificate. */
  authorityFile: string;
  /** What the proxy was asked to connect to, with the port. */
  connected: string[];
  /** From now on its servers lead to this address. */
  leadTo(target: string): void;
}

export async function startCompany(folder: string): Promise<Company> {
  const connected: string[] = [];
  const sockets = new Set<Socket>();
  const state = { target: "" };
  const own = await makeCertificates("Corp Authority");
  const serve = ({ server }: typeof own) =>
    createServer(server, (request, response) => void forward(state.target, request, response, []));
  const trusted = serve(own);
  const untrusted = serve(await makeCertificates("Stray Authority"));
  const proxy = createHttpServer((_, response) => response.writeHead(405).end());
  proxy.on("connect", (request, client: Socket, head: Buffer) => {
    const name = String(request.url);
    connected.push(name);
    if (!name.endsWith(".corp.test:443")) {
      client.end("HTTP/1.1 502 Bad Gateway\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
      return;
    }
    const server = name.startsWith("stray") ? untrusted : trusted;
    const upstream = connect(portOf(server), "127.0.0.1", () => {
      client.write("HTTP/1.1 200 Connection established\r\n\r\n");
      upstream.write(head);
      upstream.pipe(client).pipe(upstream);
    });
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on("error", () => socket.destroy());
    }
  });
  for (const server of [trusted, untrusted, proxy]) {
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  }
  const authorityFile = join(folder, "authority.pem");
  await writeFile(authorityFile, own.authority);
  return {
    proxyUrl: `http://127.0.0.1:${portOf(proxy)}`,
    authorityFile,
    connected,
    leadTo(target) {
      state.target = target;
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      for (const server of [trusted, untrusted, proxy]) {
        await new Promise((resolve) => server.close(resolve));
      }
    },
  };
}

async function makeCertificates(name: string) {
  const authority = await generate([{ name: "commonName", value: name }], {
    extensions: [
      { name: "basicConstraints", cA: true, critical: true },
      { name: "keyUsage", keyCertSign: true, cRLSign: true, critical: true },
    ],
  });
  const { cert, private: key } = await generate([{ name: "commonName", value: "corp.test" }], {
    ca: { key: authority.private, cert: authority.cert },
    extensions: [{ name: "subjectAltName", altNames: [{ type: 2, value: "*.corp.test" }] }],
  });
  return { authority: authority.cert, server: { cert, key } };
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}
