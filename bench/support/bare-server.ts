/**
 * What Node itself costs on this machine right now: reads the body, checks the signature, answers
 * 202, stores nothing. The endpoint is compared with it, since other work on the machine shows in
 * both.
 */
import { createHmac, timingSafeEqual } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";

const { PORT, WEBHOOK_SECRET = "" } = process.env;

const server = createServer(async (request, response) => {
  if (request.method === "POST") response.statusCode = (await isSigned(request)) ? 202 : 401;
  response.end();
});
server.listen(Number(PORT), "127.0.0.1");
process.once("SIGTERM", () => server.close(() => process.exit()));

async function isSigned(request: IncomingMessage): Promise<boolean> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part);
  const digest = createHmac("sha256", WEBHOOK_SECRET).update(Buffer.concat(parts)).digest("hex");
  const given = Buffer.from(String(request.headers["x-hub-signature-256"]));
  const wanted = Buffer.from(`sha256=${digest}`);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}
