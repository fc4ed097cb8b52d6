import { type JsonNode, describeJson } from "../../json/json-node.ts";
import { didYouMean } from "../../schema/nearest.ts";
import type { Reader } from "../../schema/reader.ts";
import { CONDITION } from "../conditions/condition.ts";
import { graphqlOf } from "../graphql.ts";
import { JsonPathError, compileJsonPath } from "../json-path.ts";
import { type Check, type Place, placeOfNames, placeOfOne } from "./place.ts";

const NONE = [] as const;

const operation = placeOfOne("operation", {
  description: "The name of the operation.",
  example: "Order",
  subject: "graphql operation",
  readsBody: true,
  values(inspection) {
    const name = graphqlOf(inspection)?.operation;
    return name === undefined ? NONE : [name];
  },
});

const type = placeOfOne("type", {
  description: "`query`, `mutation` or `subscription`.",
  example: "mutation",
  subject: "graphql type",
  readsBody: true,
  values(inspection) {
    const sent = graphqlOf(inspection);
    return sent === null ? NONE : [sent.type];
  },
});

const variables = placeOfNames("variables", {
  description: "The variables: JSONPath and a condition on its nodes.",
  example: { "$.id": 7 },
  source: "json",
  readsBody: true,
  find(name, reader) {
    try {
      const query = compileJsonPath(name);
      return {
        subject: `graphql variables ${name}`,
        isSingular: query.isQuick,
        values(inspection) {
          const sent = graphqlOf(inspection);
          return sent === null
            ? NONE
            : inspection.once(`variables ${name}`, () => query.find(sent.variables, inspection));
        },
      };
    } catch (error) {
      if (error instanceof JsonPathError) return reader.fail(`must be a JSONPath (RFC 9535): ${error.message}`);
      throw error;
    }
  },
});

const parts: Readonly<Record<string, Place>> = { operation, type, variables };

export const graphql: Place = {
  description:
    "What a request asks of a GraphQL server: conditions on the name of its `operation`, on its `type` (`query`, `mutation`, " +
    "`subscription`), and on its `variables` by JSONPath.",
  json: {
    type: "object",
    properties: {
      operation: CONDITION,
      type: CONDITION,
      variables: { type: "object", additionalProperties: CONDITION },
    },
    additionalProperties: false,
  },
  example: { operation: "Order", variables: { "$.id": 7 } },
  readsBody: true,
  read(node, reader) {
    if (!(node instanceof Map)) return reader.fail(`must be an object, got ${describeJson(node)}`);
    const before = reader.count;
    const checks: Check[] = [];
    for (const [name, member] of node) checks.push(...(readPart(name, member, reader) ?? []));
    return reader.count === before ? checks : undefined;
  },
};

function placedBelow(place: string, check: Check): Check {
  return { ...check, at: [place, ...check.at] };
}

function readPart(name: string, node: JsonNode, reader: Reader): Check[] | undefined {
  const part = Object.hasOwn(parts, name) ? parts[name] : undefined;
  if (part === undefined) {
    return reader.failAt(name, `is not part of graphql${didYouMean(name, Object.keys(parts))}`);
  }
  const checks = reader.child(name, { read: (each, own) => part.read(each, own) }, node);
  return checks?.map((check) => placedBelow("graphql", check));
}
