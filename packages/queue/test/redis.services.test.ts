import { createTestRedis } from "../src/testing.ts";
import { serviceUrl } from "./helpers/service-urls.ts";
import { describeQueues } from "./queues-conformance.ts";

describeQueues("redis", async () => createTestRedis(serviceUrl("DEVFLOW_TEST_REDIS_URL")));
