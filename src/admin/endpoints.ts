import { jsonAnswer } from "../http/answer.ts";
import { type Endpoint, defineEndpoint } from "./endpoint.ts";
import { clockEndpoints } from "./endpoints/clock.ts";
import { dataEndpoints } from "./endpoints/data.ts";
import { scenarioEndpoints } from "./endpoints/scenarios.ts";
import { lintEndpoints } from "./endpoints/lint.ts";
import { matchRouteEndpoints } from "./endpoints/match-route.ts";
import { requestEndpoints } from "./endpoints/requests.ts";
import { responseEndpoints } from "./endpoints/responses.ts";
import { routeEndpoints } from "./endpoints/routes.ts";
import { sandboxEndpoints } from "./endpoints/sandboxes.ts";
import { serverEndpoints } from "./endpoints/server.ts";
import { suggestRouteEndpoints } from "./endpoints/suggest-route.ts";
import { verifyEndpoints } from "./endpoints/verify.ts";
import { type OpenApiOptions, describeApi } from "./openapi.ts";

/** Every endpoint of the internal API. A new one is an entry in a file of `endpoints/`. */
export function listEndpoints(options: OpenApiOptions): readonly Endpoint[] {
  let document: object | undefined;
  const endpoints: Endpoint[] = [
    ...routeEndpoints,
    ...responseEndpoints,
    ...matchRouteEndpoints,
    ...suggestRouteEndpoints,
    ...lintEndpoints,
    ...requestEndpoints,
    ...verifyEndpoints,
    ...sandboxEndpoints,
    ...clockEndpoints,
    ...scenarioEndpoints,
    ...dataEndpoints,
    ...serverEndpoints,
    defineEndpoint({
      method: "GET",
      path: "/openapi.json",
      name: "openapi",
      isOfServer: true,
      summary: "This document",
      success: { status: 200, description: "An OpenAPI 3.1 document.", schema: { type: "object" } },
      errors: {},
      handle: () => jsonAnswer(200, (document ??= describeApi(endpoints, options))),
    }),
  ];
  return endpoints;
}
