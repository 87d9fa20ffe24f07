import { randomUUID } from "node:crypto";
import {
  CreateBucketCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  S3Client,
} from "@aws-sdk/client-s3";
import { describe, expect, test } from "vitest";
import { type S3Access, s3Destination } from "../../src/destination/s3-destination.ts";
import { destinationSuite } from "./destination-suite.ts";

/** A store that `.ci/services.sh start` started. Missing is a failure, never a skip. */
function storeUrl(): string {
  const url = process.env.DEVFLOW_TEST_S3_URL;
  if (!url) throw new Error("DEVFLOW_TEST_S3_URL is not set: run .ci/services.sh start");
  return url;
}

const keys = { accessKeyId: "devflow-test", secretAccessKey: "devflow-test-secret" };
const access = (): S3Access => ({ endpoint: storeUrl(), region: "us-east-1", ...keys });

async function makeBucket() {
  const client = new S3Client({
    endpoint: storeUrl(),
    region: "us-east-1",
    forcePathStyle: true,
    credentials: keys,
  });
  const bucket = `devflow-${randomUUID()}`;
  await client.send(new CreateBucketCommand({ Bucket: bucket }));
  return { client, bucket };
}

describe("a bucket", () => {
  destinationSuite({
    async create() {
      const { client, bucket } = await makeBucket();
      const destination = s3Destination(`s3://${bucket}/team/devflow`, access());
      return {
        destination,
        async names() {
          const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket: bucket }));
          return Contents.map(({ Key = "" }) => Key.replace(/^team\/devflow\//, "")).toSorted();
        },
        async close() {
          destination.close();
          client.destroy();
        },
      };
    },
  });

  test("has no parts of files left after a run was given up or had died", async () => {
    const { client, bucket } = await makeBucket();
    const destination = s3Destination(`s3://${bucket}/sets`, access());
    const uploads = async () =>
      (await client.send(new ListMultipartUploadsCommand({ Bucket: bucket }))).Uploads ?? [];
    try {
      for (const id of ["given-up", "died"]) {
        const set = await destination.create(id);
        const file = await set.open("a.jsonl");
        for (let part = 0; part < 40; part += 1) await file.write("x".repeat(1_000_000));
        await expect.poll(async () => (await uploads()).length).toBe(1);
        if (id === "given-up") {
          await set.abandon();
          expect(await uploads()).toEqual([]);
        }
      }
      await destination.removeLeftovers(() => "dead");
      expect(await uploads()).toEqual([]);
    } finally {
      destination.close();
      client.destroy();
    }
  });
});

test("a bucket that is not there is told with the next step", async () => {
  const destination = s3Destination(`s3://devflow-missing-${randomUUID()}`, access());
  await expect(destination.create("one")).rejects.toMatchObject({
    name: "UsageError",
    nextStep: expect.stringContaining("EXPORT_DESTINATION"),
  });
  destination.close();
});

test("a store that does not answer is a failure that may pass", async () => {
  const nowhere = { ...access(), endpoint: "http://127.0.0.1:9" };
  const destination = s3Destination("s3://bucket", nowhere);
  await expect(destination.latest()).rejects.toMatchObject({ service: "storage", retryable: true });
  destination.close();
});
