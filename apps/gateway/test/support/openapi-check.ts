import { Ajv2020 } from "ajv/dist/2020.js";
import { z } from "zod";

const documentSchema = z.looseObject({
  paths: z.record(
    z.string(),
    z.record(
      z.string(),
      z.looseObject({
        responses: z.record(
          z.string(),
          z.looseObject({
            content: z.record(z.string(), z.object({ schema: z.unknown() })).optional(),
          }),
        ),
      }),
    ),
  ),
});

/** Says what is wrong with an answer by the gateway's own document; nothing is an empty list. */
export async function openapiCheck(url: string) {
  const document = documentSchema.parse(await (await fetch(`${url}/openapi.json`)).json());
  const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false });
  ajv.addSchema({ ...document, $id: "https://devflow.example/openapi" });
  return (method: string, path: string, status: number, body: unknown): unknown[] => {
    const described = document.paths[path]?.[method.toLowerCase()]?.responses[String(status)];
    if (described === undefined) return [`${method} ${path} ${status} is not in the document`];
    if (described.content?.["application/json"] === undefined) return [];
    const place = [path, method.toLowerCase(), "responses", status, "content", "application/json"];
    const pointer = place.map((part) => String(part).replaceAll("/", "~1")).join("/");
    const isValid = ajv.compile({
      $ref: `https://devflow.example/openapi#/paths/${pointer}/schema`,
    });
    return isValid(body) ? [] : [...(isValid.errors ?? [])];
  };
}
