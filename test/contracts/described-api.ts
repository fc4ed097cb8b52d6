import Ajv2020, { type ValidateFunction } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { extractComponents } from "../../src/schema/components.ts";

interface Content {
  readonly content?: { readonly "application/json": { readonly schema: object; readonly example?: unknown } };
}

export interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly requestBody?: Content;
  readonly responses: Readonly<Record<string, Content & { readonly description: string }>>;
}

/** An OpenAPI document, as far as the tests look into it. */
export interface ApiDocument {
  readonly openapi: string;
  readonly info: { readonly version: string };
  readonly servers: readonly { readonly url: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, object>> };
}

/** A schema of a document: compiled by an engine that knows nothing of Trickster. */
export type SchemaCompiler = (schema: object) => ValidateFunction;

/** Schemas may refer to the components of the document. */
export function createCompiler(document: Pick<ApiDocument, "components">): SchemaCompiler {
  const ajv = new Ajv2020.default({ allErrors: true, strict: true, strictRequired: false, strictTypes: false });
  ajv.addVocabulary(["components"]);
  addFormats.default(ajv);
  const { schemas } = document.components;
  return (schema) => {
    const components = { ...schemas };
    const extracted = extractComponents(schema, components) as object;
    return ajv.compile({ ...extracted, components: { schemas: components } });
  };
}

/** What stands against a value, in words; nothing if it is valid. */
export function complaints(validate: ValidateFunction, value: unknown): string[] {
  if (validate(value)) return [];
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message ?? ""}`);
}

/** Every operation with its method and its path. */
export function listOperations({ paths }: ApiDocument): (readonly [string, Operation])[] {
  return Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item)
      .filter(([method]) => method !== "parameters")
      .map(([method, operation]) => [`${method.toUpperCase()} ${path}`, operation] as const),
  );
}
