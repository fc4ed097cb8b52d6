import type { JsonMembers, JsonValue } from "../json/json-value.ts";
import { isDeeper, isMembers } from "../json/json-value.ts";
import { DEEPEST, type HttpRequest } from "../http/request.ts";
import type { Inspection } from "./inspection.ts";

/** What a request asks of a GraphQL server (GraphQL over HTTP). */
export interface GraphqlRequest {
  /** The name of the operation, if it has one. */
  readonly operation: string | undefined;
  readonly type: OperationType;
  readonly variables: JsonValue;
}

type OperationType = "query" | "mutation" | "subscription";

/** What the body or the query string asks; `null` if that is no GraphQL. */
export function graphqlOf(inspection: Inspection): GraphqlRequest | null {
  return inspection.once("graphql", () => {
    if (inspection.size + inspection.request.target.query.length <= UNGUARDED_SIZE) return read(inspection);
    let found: GraphqlRequest | null = null;
    inspection.inTime("graphql", () => (found = read(inspection)) !== null);
    return found;
  });
}

/** Characters that are read in less than a millisecond. */
const UNGUARDED_SIZE = 10_000;

function read({ request }: Inspection): GraphqlRequest | null {
  const sent = request.method === "GET" ? sentInQuery(request.query) : (request.body?.json?.value ?? null);
  if (!isMembers(sent) || typeof sent["query"] !== "string") return null;
  const operations = operationsOf(sent["query"]);
  const name = own(sent, "operationName");
  const chosen =
    typeof name === "string" && name !== ""
      ? operations.find(({ operation }) => operation === name)
      : operations.length === 1
        ? operations[0]
        : undefined;
  return chosen === undefined ? null : { ...chosen, variables: own(sent, "variables") ?? {} };
}

function own(members: JsonMembers, name: string): JsonValue | undefined {
  return Object.hasOwn(members, name) ? members[name] : undefined;
}

function sentInQuery(query: HttpRequest["query"]): JsonMembers | null {
  const [text, name, variables] = ["query", "operationName", "variables"].map((each) => query.get(each));
  if (typeof text !== "string") return null;
  return { query: text, operationName: name ?? null, variables: parse(variables ?? "{}") };
}

function parse(text: string): JsonValue {
  try {
    const value = JSON.parse(text) as JsonValue;
    return isDeeper(value, DEEPEST) ? {} : value;
  } catch {
    return {};
  }
}

/** A comment, a string, a directive, or what structures a document (GraphQL, section 2.1). */
const TOKEN =
  /#[^\n\r]*|@\s*[_A-Za-z]\w*|"""(?:\\"""|[^"]|"(?!""))*"""|"(?:\\.|[^"\\\n\r])*"|[_A-Za-z]\w*|[{}()[\]]|./gs;

type Operation = Pick<GraphqlRequest, "operation" | "type">;

/** The operations of a document, by what stands outside of all brackets. */
function operationsOf(document: string): Operation[] {
  const operations: Operation[] = [];
  let depth = 0;
  let definition: string[] = [];
  for (const [token] of document.matchAll(TOKEN)) {
    if (/^[{([]$/.test(token)) {
      if (depth === 0 && token === "{") {
        operations.push(...operationOf(definition));
        definition = [];
      }
      depth += 1;
    } else if (/^[})\]]$/.test(token)) depth -= 1;
    else if (depth === 0 && /^\w/.test(token)) definition.push(token);
  }
  return operations;
}

function operationOf([keyword, name]: readonly string[]): Operation[] {
  if (keyword === undefined) return [{ operation: undefined, type: "query" }];
  return isType(keyword) ? [{ operation: name, type: keyword }] : [];
}

function isType(keyword: string): keyword is OperationType {
  return keyword === "query" || keyword === "mutation" || keyword === "subscription";
}
