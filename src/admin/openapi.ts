import { errorNames } from "../errors.ts";
import { extractComponents } from "../schema/components.ts";
import type { JsonSchema } from "../schema/schema.ts";
import type { Endpoint } from "./endpoint.ts";

export interface OpenApiOptions {
  readonly prefix: string;
  readonly version: string;
}

type Json = { [name: string]: unknown };

const errorSchema: JsonSchema = {
  title: "Error",
  type: "object",
  properties: {
    error: { enum: Object.values(errorNames) },
    message: { type: "string", description: "What went wrong, and where in the payload." },
    details: {
      type: "array",
      description: "Every fault of the payload.",
      items: {
        type: "object",
        properties: {
          at: { type: "string", description: "A JSON Pointer into the payload." },
          message: { type: "string" },
        },
        required: ["at", "message"],
      },
    },
  },
  required: ["error", "message"],
};

/** The OpenAPI 3.1 document of the internal API. Schemas with a title become components. */
export function describeApi(endpoints: readonly Endpoint[], { prefix, version }: OpenApiOptions): Json {
  const components: Json = {};
  const paths: Record<string, Json> = {};
  for (const endpoint of endpoints) {
    const path = (paths[endpoint.path] ??= { ...pathParameters(endpoint.path) });
    path[endpoint.method.toLowerCase()] = describeEndpoint(endpoint, components);
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Trickster: the internal API",
      version,
      description: "Describes the Routes with which Trickster answers every other request.",
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: prefix }],
    security: [{}, { admin_token: [] }],
    paths,
    components: {
      schemas: components,
      securitySchemes: { admin_token: { type: "http", scheme: "bearer", description: "Set with --admin-token." } },
    },
  };
}

function pathParameters(path: string): Json {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
  if (names.length === 0) return {};
  return { parameters: names.map((name) => ({ name, in: "path", required: true, schema: { type: "string" } })) };
}

function describeEndpoint(endpoint: Endpoint, components: Json): Json {
  const { name, summary, query, request, success, errors, isPublic } = endpoint;
  const failures = {
    ...errors,
    ...(!isPublic && { 401: "The admin token is missing.", 403: REFUSED }),
    ...(request && { 413: "The body, or all that the server keeps, would be too large." }),
  };
  return {
    operationId: name,
    summary,
    ...(isPublic && { security: [] }),
    ...(query && {
      parameters: query.map(({ name: called, description, schema, isOptional }) => ({
        name: called,
        description,
        schema,
        in: "query",
        required: !isOptional,
      })),
    }),
    ...(request && { requestBody: { required: !request.isOptional, ...content(request, components) } }),
    responses: {
      [success.status]: content(success, components),
      ...Object.fromEntries(
        Object.entries(failures).map(([status, description]) => [
          status,
          content(typeof description === "string" ? { description, schema: errorSchema } : description, components),
        ]),
      ),
    },
  };
}

const REFUSED = "The request comes from a web page, or has another Host than those allowed.";

interface Content {
  readonly description: string;
  readonly schema?: JsonSchema;
  readonly example?: unknown;
  readonly contentType?: string;
}

function content(described: Content, components: Json): Json {
  const { description, schema, example, contentType = "application/json" } = described;
  if (schema === undefined) return { description };
  const media = { schema: extractComponents(schema, components), ...(example !== undefined && { example }) };
  return { description, content: { [contentType]: media } };
}
