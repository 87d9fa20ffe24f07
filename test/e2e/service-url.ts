/** What `.ci/services.sh start` started. Missing is a failure, never a skip. */
export function serviceUrl(name: "DEVFLOW_TEST_DATABASE_URL" | "DEVFLOW_TEST_REDIS_URL"): string {
  const url = process.env[name];
  if (!url) throw new Error(`${name} is not set: run .ci/services.sh start`);
  return url;
}
