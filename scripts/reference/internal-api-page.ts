import type { Endpoint } from "../../src/admin/endpoint.ts";
import { listEndpoints } from "../../src/admin/endpoints.ts";
import { errorNames } from "../../src/errors.ts";
import { code, json, page, sentence, table } from "./markdown.ts";

export function internalApiPage(): string {
  const endpoints = listEndpoints({ prefix: "/internal", version: "0.0.0" });
  return page(
    "Internal API",
    "It lives below the prefix `/internal`, unless `--prefix` says otherwise. `GET /internal/openapi.json` describes it as an " +
      "OpenAPI 3.1 document. The models are those of [Routes](routes.md), the errors those of [Errors](errors.md).",
    table(["request", "answer", "what it does"], endpoints.map(summaryRow)),
    [
      "- A payload is JSON, and needs the header `content-type: application/json` (or `application/*+json`).",
      "- `HEAD` is answered wherever a `GET` is.",
      "- Everything else below the prefix can be mocked by a Route, another method of these paths too.",
      "- Who may call it: [Safety](../explanation/safety.md#the-guard-of-the-internal-api). A refusal is a 403, or a 401 if `--admin-token` is set.",
    ].join("\n"),
    ...endpoints.flatMap(details),
  );
}

function title({ method, path }: Endpoint): string {
  return `${method} ${path.replaceAll(/\{(\w+)\}/g, "<$1>")}`;
}

function summaryRow(endpoint: Endpoint): string[] {
  return [code(title(endpoint)), String(endpoint.success.status), sentence(endpoint.summary)];
}

function details(endpoint: Endpoint): string[] {
  const { summary, query, request, success, errors, isPublic } = endpoint;
  const failures = Object.entries(errors).map(([status, when]) => [
    `${status} ${errorNames[Number(status) as keyof typeof errorNames]}`,
    typeof when === "string" ? when : when.description,
  ]);
  return [
    `## ${code(title(endpoint))}`,
    sentence(summary),
    ...(isPublic ? ["Answered whatever the Host, and without the admin token."] : []),
    ...(query === undefined
      ? []
      : [
          table(
            ["query parameter", ""],
            query.map(({ name, description }) => [code(name), description]),
          ),
        ]),
    ...(request === undefined ? [] : [`Payload: ${request.description}`, ...example(request.example)]),
    `Answer: ${success.status}. ${success.description}`,
    ...example(success.example),
    ...(failures.length === 0 ? [] : [table(["error", "when"], failures)]),
  ];
}

function example(value: unknown): string[] {
  return value === undefined ? [] : [json(value)];
}
