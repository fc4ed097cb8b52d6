import { normalizePath } from "../http/target.ts";
import type { Endpoint } from "./endpoint.ts";

export interface FoundEndpoint {
  readonly endpoint: Endpoint;
  readonly parameters: Readonly<Record<string, string>>;
}

/** Finds the internal endpoint that a method and a (decoded) path mean, if any. */
export type Router = (method: string, path: string) => FoundEndpoint | undefined;

/**
 * The path is normalised here and nowhere else: the guard stands in front of what this finds, so that no spelling of
 * a path goes round it.
 */
export function createRouter(endpoints: readonly Endpoint[], prefix: string): Router {
  const templates = new Map<string, Template>();
  for (const endpoint of endpoints) {
    const template = templates.get(endpoint.path) ?? { segments: endpoint.path.split("/"), byMethod: new Map() };
    templates.set(endpoint.path, template);
    template.byMethod.set(endpoint.method, endpoint);
    if (endpoint.method === "GET") template.byMethod.set("HEAD", endpoint);
  }
  return (method, path) => {
    const normal = normalizePath(path);
    if (!normal.startsWith(prefix)) return undefined;
    const segments = normal.slice(prefix.length).split("/");
    for (const template of templates.values()) {
      const parameters = matchSegments(template.segments, segments);
      const endpoint = parameters && template.byMethod.get(method);
      if (endpoint) return { endpoint, parameters };
    }
    return undefined;
  };
}

interface Template {
  readonly segments: readonly string[];
  readonly byMethod: Map<string, Endpoint>;
}

function matchSegments(template: readonly string[], given: readonly string[]): Record<string, string> | undefined {
  if (template.length !== given.length) return undefined;
  const parameters: Record<string, string> = {};
  for (const [index, expected] of template.entries()) {
    const segment = given[index] ?? "";
    if (!expected.startsWith("{")) {
      if (segment !== expected) return undefined;
    } else if (segment === "") {
      return undefined;
    } else {
      parameters[expected.slice(1, -1)] = segment;
    }
  }
  return parameters;
}
