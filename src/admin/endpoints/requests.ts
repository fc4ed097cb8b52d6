import { readPayload, readQuery } from "../../app/definitions.ts";
import { type FilterDefinition, RequestFilter, filterSchema } from "../../app/request-filter.ts";
import type { Part } from "../../app/requests.ts";
import type { Sandbox } from "../../app/sandbox.ts";
import { TricksterError } from "../../errors.ts";
import {
  type Answer,
  type Listing,
  emptyAnswer,
  eventAnswer,
  jsonTextAnswer,
  listingAnswer,
} from "../../http/answer.ts";
import { wordsOfRequest } from "../../http/curl.ts";
import { outcomes } from "../../journal/entry.ts";
import { harEnd, harEntry, harStart } from "../../journal/har.ts";
import { redactEntry } from "../../journal/redact.ts";
import { type JsonObject, stringifyJson } from "../../json/json-node.ts";
import { type JsonMembers, valueOf } from "../../json/json-value.ts";
import { headerValue } from "../../http/headers.ts";
import { methods } from "../../http/methods.ts";
import { type Call, type Endpoint, type QueryParameter, defineEndpoint } from "../endpoint.ts";
import { didYouMean } from "../../schema/nearest.ts";
import { readLimit } from "../query.ts";
import { INVALID, entryExample, entrySchema } from "./shared.ts";

const NO_JOURNAL = "No journal is kept.";
const GONE = "The request `since` is not in the journal any more.";

const filters: readonly QueryParameter[] = [
  { name: "route", description: "Only those for which this Route was chosen.", schema: { type: "string" } },
  { name: "outcome", description: "Only those of which this became.", schema: { enum: outcomes } },
  { name: "method", description: "Only those with this method.", schema: { enum: methods } },
  {
    name: "path",
    description: "Only those with this path, which may be written as that of a Route.",
    schema: { type: "string" },
  },
];

const parts: readonly QueryParameter[] = [
  {
    name: "limit",
    description: "How many at most: the newest, or with `since` the first behind it.",
    schema: { type: "integer", minimum: 1 },
  },
  { name: "since", description: "The id of a request: only those behind it.", schema: { type: "string" } },
];

const formats: readonly QueryParameter[] = [
  {
    name: "format",
    description: "`json`; `ndjson`: one in a line; `har`: an HTTP Archive (HAR 1.2); `curl`: commands.",
    schema: { enum: ["json", "ndjson", "har", "curl"], default: "json" },
  },
  {
    name: "secrets",
    description:
      "`include`: exports (`ndjson`, `har`, `curl`) show what is a secret by its name; else it is `[redacted]`.",
    schema: { enum: ["redact", "include"], default: "redact" },
  },
];

const optional = (parameters: readonly QueryParameter[]): QueryParameter[] =>
  parameters.map((parameter) => ({ ...parameter, isOptional: true }));

const list = {
  success: {
    status: 200,
    description: "The requests, the oldest first. `Trickster-Dropped`: how many had to make room.",
    schema: {
      title: "Requests",
      type: "object",
      properties: { requests: { type: "array", items: entrySchema } },
      required: ["requests"],
    },
    example: { requests: [entryExample] },
  },
  errors: { 400: INVALID, 409: NO_JOURNAL, 410: GONE },
} as const;

export const requestEndpoints: readonly Endpoint[] = [
  defineEndpoint({
    ...list,
    method: "GET",
    path: "/requests",
    name: "listRequests",
    summary: "The requests that were answered, as the journal has them",
    query: optional([...filters, ...parts, ...formats]),
    handle(call) {
      refuseUnknown(call.query, [...FILTERS, ...PARTS]);
      return answerList(call, readQuery(filterSchema, call.query, FILTERS));
    },
  }),
  defineEndpoint({
    ...list,
    method: "POST",
    path: "/requests/search",
    name: "searchRequests",
    summary: "The requests that a filter means, in the words of a Route",
    query: optional([...parts, ...formats]),
    request: {
      description: "What is asked for.",
      schema: filterSchema.json,
      example: { path: "/orders", match: { json: { "$.total": { gte: 3 } } } },
    },
    handle(call) {
      refuseUnknown(call.query, PARTS);
      return answerList(call, readPayload(filterSchema, call.payload));
    },
  }),
  defineEndpoint({
    method: "GET",
    path: "/requests/stream",
    name: "streamRequests",
    isEndless: true,
    summary: "The requests as they come, as server-sent events",
    query: optional([
      ...filters,
      { name: "since", description: "The id of a request: from there on.", schema: { type: "string" } },
    ]),
    success: {
      status: 200,
      contentType: "text/event-stream",
      description:
        "Events `request`, each with an entry of the journal and its id; once more when one ends later. `dropped`: how many came too fast for this reader. A comment every 15 s.",
      schema: { type: "string" },
    },
    errors: { 400: INVALID, 409: NO_JOURNAL, 410: GONE },
    handle({ sandbox, query, header }) {
      refuseUnknown(query, [...FILTERS, "since"]);
      const filter = new RequestFilter(readQuery(filterSchema, query, FILTERS), sandbox.world.guard);
      return eventAnswer(sandbox.requests.stream(filter, header("last-event-id") ?? query.get("since")));
    },
  }),
  defineEndpoint({
    method: "GET",
    path: "/requests/{request_id}",
    name: "getRequest",
    summary: "One request",
    success: { status: 200, description: "The request.", schema: entrySchema, example: entryExample },
    errors: { 404: "There is no such request, or none any more.", 409: NO_JOURNAL },
    handle: ({ sandbox: { requests }, parameters }) =>
      jsonTextAnswer(200, stringifyJson(requests.describe(requests.get(parameters["request_id"] ?? "")))),
  }),
  defineEndpoint({
    method: "DELETE",
    path: "/requests",
    name: "removeRequests",
    summary: "Forget all requests",
    success: { status: 204, description: "They are forgotten, and how often each Route was asked for." },
    errors: {},
    handle({ sandbox }) {
      sandbox.forgetRequests();
      return emptyAnswer(204);
    },
  }),
];

const FILTERS = filters.map(({ name }) => name);
const PARTS = [...parts, ...formats].map(({ name }) => name);

/** What would be ignored may be meant. */
function refuseUnknown(query: URLSearchParams, names: readonly string[]): void {
  const unknown = [...query.keys()].find((name) => !names.includes(name));
  if (unknown === undefined) return;
  const message = `The query parameter ${JSON.stringify(unknown.slice(0, 40))} is not known${didYouMean(unknown, names)}`;
  throw new TricksterError(400, message.endsWith("?") ? message : `${message}.`);
}

async function answerList({ sandbox, query }: Call, definition: FilterDefinition): Promise<Answer> {
  const part: Part = { since: query.get("since"), limit: readLimit(query.get("limit")) };
  const write = formatOf(query);
  const { requests, world } = sandbox;
  const found = await requests.find(new RequestFilter(definition, world.guard), part);
  return listingAnswer(200, write(sandbox, found), ["trickster-dropped", String(requests.journal.dropped)]);
}

type Format = (sandbox: Sandbox, serials: readonly number[]) => Listing;

function formatOf(query: URLSearchParams): Format {
  const name = query.get("format") ?? "json";
  const secrets = query.get("secrets") ?? "redact";
  if (secrets !== "redact" && secrets !== "include") {
    throw new TricksterError(400, `secrets must be redact or include, got ${JSON.stringify(secrets.slice(0, 40))}.`);
  }
  const format = Object.hasOwn(writers, name) ? writers[name as keyof typeof writers] : undefined;
  if (format === undefined) {
    const names = Object.keys(writers).join(", ");
    throw new TricksterError(400, `format must be one of ${names}, got ${JSON.stringify(name.slice(0, 40))}.`);
  }
  return format(secrets === "include" ? (entry) => entry : redactEntry);
}

const writers = {
  json: () => (sandbox: Sandbox, serials: readonly number[]) => ({
    elements: textsOf(sandbox, serials, stringifyJson),
    start: '{"requests":[',
    separator: ",",
    end: "]}",
    contentType: "application/json",
  }),
  ndjson: (show: Show) => (sandbox: Sandbox, serials: readonly number[]) => ({
    elements: textsOf(sandbox, serials, (entry) => `${stringifyJson(show(entry))}\n`),
    start: "",
    separator: "",
    end: "",
    contentType: "application/x-ndjson",
  }),
  har: (show: Show) => (sandbox: Sandbox, serials: readonly number[]) => ({
    elements: textsOf(sandbox, serials, (entry, authority) => stringifyJson(harEntry(show(entry), authority))),
    start: harStart,
    separator: ",",
    end: harEnd,
    contentType: "application/json",
  }),
  curl: (show: Show) => (sandbox: Sandbox, serials: readonly number[]) => ({
    elements: textsOf(sandbox, serials, (entry, authority) => `${curlOf(show(entry), authority)}\n`),
    start: "",
    separator: "",
    end: "",
    contentType: "text/plain; charset=utf-8",
  }),
} satisfies Record<string, (show: Show) => Format>;

type Show = (entry: JsonObject) => JsonObject;

function* textsOf(
  { requests }: Sandbox,
  serials: readonly number[],
  write: (entry: JsonObject, authority: string) => string,
): Generator<string> {
  for (const entry of requests.entries(serials)) {
    const authority = headerValue(entry.head.fields, "host") ?? "";
    yield write(requests.describe(entry), AUTHORITY.test(authority) ? authority : "localhost");
  }
}

/** A name or an address, and perhaps a port: anything else goes into no URL. */
const AUTHORITY = /^(?:[a-z0-9._-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?$/i;

/** To the host that was asked. */
function curlOf(entry: JsonObject, authority: string): string {
  const request: JsonObject = new Map(entry.get("request") as JsonObject);
  request.delete("host");
  const json = request.get("json");
  // With its digits, and the order of its members.
  if (json !== undefined) request.set("body", stringifyJson(json)).delete("json");
  const isBinary = request.has("body_base64");
  const command = wordsOfRequest(valueOf(request) as JsonMembers, `http://${authority}`).join(" ");
  return isBinary ? `${command} # and a body that is no text` : command;
}
