import type { TestServer } from "./transports.ts";

export interface DescribedEndpoint {
  readonly method: string;
  /** With its parameters filled in: `/internal/routes/r/responses/a`. */
  readonly path: string;
}

interface Described {
  readonly responses?: Readonly<Record<string, { readonly content?: object }>>;
}

/** Whether what it answers with goes on until the client has had enough. */
function isEndless(described: Described | undefined): boolean {
  return "text/event-stream" in (described?.responses?.["200"]?.content ?? {});
}

/** Every internal endpoint that answers and is done, as the OpenAPI document lists them: a new one is attacked without being told. */
export async function readEndpoints(
  server: Pick<TestServer, "read">,
  parameters = {
    route_id: "r",
    response_id: "a",
    request_id: "1",
    sandbox_id: "s",
    scenario_name: "n",
    scenario_key: "k",
  },
): Promise<DescribedEndpoint[]> {
  const { paths, servers } = (await server.read("/internal/openapi.json")) as {
    paths: Record<string, Record<string, Described>>;
    servers?: { url: string }[];
  };
  const base = servers?.[0]?.url ?? "";
  return Object.entries(paths).flatMap(([template, item]) => {
    const path = Object.entries(parameters).reduce((text, [name, value]) => text.replace(`{${name}}`, value), template);
    return Object.keys(item)
      .filter((method) => !isEndless(item[method]))
      .filter((method) => /^(?:get|post|put|patch|delete)$/.test(method))
      .map((method) => ({ method: method.toUpperCase(), path: base + path }));
  });
}
