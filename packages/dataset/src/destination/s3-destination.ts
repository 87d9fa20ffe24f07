/**
 * Data sets in a bucket of any S3-compatible store.
 *
 * Properties wanted: a reader can tell a whole data set from a part of one; memory does not grow
 * with a file; what a killed run left goes away. Design: files are uploaded in parts while they are
 * written. A bucket renames nothing, so the manifest is uploaded last and a data set without one
 * is no data set; `latest` comes after it. Removing begins with the manifest. Uploads that a dead
 * run had begun are ended, since their parts are stored and paid for, and listed nowhere.
 * Races accepted: as for a folder.
 */
import { once } from "node:events";
import http from "node:http";
import https from "node:https";
import { PassThrough } from "node:stream";
import {
  AbortMultipartUploadCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  NoSuchKey,
  NoSuchUpload,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { Upload } from "@aws-sdk/lib-storage";
import { UsageError } from "@devflow/errors";
import {
  type Destination,
  latestName,
  manifestName,
  type OpenDataSet,
  type OutputFile,
  type RunState,
  thereAlready,
} from "./destination.ts";
import { hashedFile } from "./hashed-file.ts";
import { s3Error } from "./s3-error.ts";

/** 10,000 parts are the most: files up to 80 GB. Two parts of a file are in memory. */
const PART_BYTES = 8 * 1024 * 1024;
const TRIES = 5;

/** How to reach a store. Without keys those of the machine are taken, as every AWS client does. */
export interface S3Access {
  /** Null: Amazon's own. */
  endpoint: string | null;
  region: string;
  accessKeyId: string | null;
  secretAccessKey: string | null;
}

interface Bucket {
  client: S3Client;
  bucket: string;
  /** With a slash at the end, or empty. */
  prefix: string;
  name: string;
}

/** @param url `s3://bucket` or `s3://bucket/prefix` */
export function s3Destination(url: string, access: S3Access): Destination {
  const store = openBucket(url, access);
  const refuse = s3Error(store.name);
  return {
    name: store.name,
    // Leftovers are looked for before anything is made, which asks the store as well.
    async prepare() {},
    async create(id) {
      if ((await readText(store, `${id}/${manifestName}`).catch(refuse)) !== null) {
        throw thereAlready(`${store.name}/${id}`);
      }
      await removeObjects(store, id).catch(refuse);
      return openDataSet(store, id);
    },
    manifestOf: (id) => readText(store, `${id}/${manifestName}`).catch(refuse),
    async latest() {
      return (await readText(store, latestName).catch(refuse))?.trim() ?? null;
    },
    point: (id) => put(store, latestName, `${id}\n`).catch(refuse),
    remove: (id) => removeObjects(store, id).catch(refuse),
    removeLeftovers: (stateOf) => removeLeftovers(store, stateOf).catch(refuse),
    close: () => store.client.destroy(),
  };
}

function openBucket(url: string, access: S3Access): Bucket {
  const parts = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/(.*))?$/.exec(url);
  const [, bucket, path = ""] = parts ?? [];
  if (bucket === undefined) {
    throw new UsageError(
      `${JSON.stringify(url)} names no bucket`,
      "Write it as s3://bucket or s3://bucket/prefix.",
    );
  }
  const prefix = path.replace(/\/+$/, "");
  const { endpoint, region, accessKeyId, secretAccessKey } = access;
  const client = new S3Client({
    region,
    maxAttempts: TRIES,
    // Checksums that only Amazon demands: other stores answer them with an error.
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
    requestHandler: {
      connectionTimeout: 10_000,
      requestTimeout: 120_000,
      // Those of the process go by its proxies; agents of the client's own would not.
      httpAgent: http.globalAgent,
      httpsAgent: https.globalAgent,
    },
    // Every store knows buckets in the path; buckets in the host name want a DNS of their own.
    ...(endpoint === null ? {} : { endpoint, forcePathStyle: true }),
    ...(accessKeyId === null || secretAccessKey === null
      ? {}
      : { credentials: { accessKeyId, secretAccessKey } }),
  });
  return {
    client,
    bucket,
    prefix: prefix === "" ? "" : `${prefix}/`,
    name: prefix === "" ? `s3://${bucket}` : `s3://${bucket}/${prefix}`,
  };
}

function openDataSet(store: Bucket, id: string): OpenDataSet {
  const uploads = new Set<Upload>();
  let isComplete = false;
  return {
    open: async (path) => openFile(store, `${id}/${path}`, path, uploads),
    async complete(manifest) {
      await put(store, `${id}/${manifestName}`, manifest).catch(s3Error(store.name));
      isComplete = true;
    },
    async abandon() {
      if (isComplete) return;
      await Promise.allSettled([...uploads].map((upload) => upload.abort()));
      // The client stops sending, and does not tell every store to forget the parts.
      await endUploads(store, (uploaded) => uploaded === id).catch(s3Error(store.name));
      await removeObjects(store, id).catch(s3Error(store.name));
    },
  };
}

function openFile(store: Bucket, key: string, path: string, uploads: Set<Upload>): OutputFile {
  const body = new PassThrough({ highWaterMark: 1024 * 1024 });
  const upload = new Upload({
    client: store.client,
    params: { Bucket: store.bucket, Key: store.prefix + key, Body: body },
    partSize: PART_BYTES,
    queueSize: 1,
  });
  uploads.add(upload);
  const done = upload.done().catch(s3Error(`${store.name}/${key}`));
  // Whoever waits for it hears of a failure; nobody may wait at the moment.
  done.catch(() => body.destroy());
  return hashedFile(path, {
    async write(bytes) {
      if (!body.destroyed && body.write(bytes)) return;
      await Promise.race([once(body, "drain"), done]);
    },
    async close() {
      body.end();
      await done;
      uploads.delete(upload);
    },
  });
}

async function put({ client, bucket, prefix }: Bucket, key: string, text: string): Promise<void> {
  await client.send(new PutObjectCommand({ Bucket: bucket, Key: prefix + key, Body: text }));
}

async function readText({ client, bucket, prefix }: Bucket, key: string): Promise<string | null> {
  try {
    const answer = await client.send(new GetObjectCommand({ Bucket: bucket, Key: prefix + key }));
    return (await answer.Body?.transformToString()) ?? null;
  } catch (error) {
    if (error instanceof NoSuchKey) return null;
    throw error;
  }
}

/** Keys below a data set, a page at a time: the manifest's page is not waited for. */
async function removeObjects(store: Bucket, id: string): Promise<void> {
  const { client, bucket, prefix } = store;
  const manifest = `${prefix}${id}/${manifestName}`;
  await removeKeys(store, [manifest]);
  for (;;) {
    const page = await client.send(
      new ListObjectsV2Command({ Bucket: bucket, Prefix: `${prefix}${id}/` }),
    );
    const keys = (page.Contents ?? []).flatMap(({ Key }) => (Key === undefined ? [] : [Key]));
    if (keys.length === 0) return;
    await removeKeys(store, keys);
  }
}

async function removeKeys({ client, bucket, name }: Bucket, keys: string[]): Promise<void> {
  const Delete = { Objects: keys.map((Key) => ({ Key })), Quiet: true };
  const { Errors = [] } = await client.send(new DeleteObjectsCommand({ Bucket: bucket, Delete }));
  const [first] = Errors;
  if (first !== undefined) {
    throw new UsageError(
      `${name}: ${first.Key} cannot be removed: ${first.Message ?? first.Code}`,
      "The keys of EXPORT_S3_ACCESS_KEY_ID need the right to delete objects there.",
    );
  }
}

async function removeLeftovers(
  store: Bucket,
  stateOf: (id: string) => RunState,
): Promise<string[]> {
  const { client, bucket, prefix } = store;
  const removed = new Set<string>();
  let token: string | undefined;
  do {
    const page = await client.send(
      new ListObjectsV2Command({
        Bucket: bucket,
        Prefix: prefix,
        Delimiter: "/",
        ...(token === undefined ? {} : { ContinuationToken: token }),
      }),
    );
    for (const { Prefix = "" } of page.CommonPrefixes ?? []) {
      const id = idOf(prefix, Prefix);
      if (stateOf(id) !== "dead" || (await readText(store, `${id}/${manifestName}`)) !== null)
        continue;
      await removeObjects(store, id);
      removed.add(id);
    }
    token = page.NextContinuationToken;
  } while (token !== undefined);
  for (const id of await endUploads(store, (uploaded) => stateOf(uploaded) === "dead")) {
    removed.add(id);
  }
  return [...removed];
}

/** Ends uploads that were begun for these data sets, and gives the ids of those. */
async function endUploads(
  { client, bucket, prefix }: Bucket,
  isOne: (id: string) => boolean,
): Promise<string[]> {
  const ended: string[] = [];
  const { Uploads = [] } = await client.send(
    new ListMultipartUploadsCommand({ Bucket: bucket, Prefix: prefix }),
  );
  for (const { Key = "", UploadId } of Uploads) {
    const id = idOf(prefix, Key);
    if (!isOne(id)) continue;
    try {
      await client.send(new AbortMultipartUploadCommand({ Bucket: bucket, Key, UploadId }));
    } catch (error) {
      // The client may have told the store in the same moment.
      if (!(error instanceof NoSuchUpload)) throw error;
    }
    ended.push(id);
  }
  return ended;
}

function idOf(prefix: string, key: string): string {
  return key.slice(prefix.length).split("/", 1)[0] ?? "";
}
