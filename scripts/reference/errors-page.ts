import { type ErrorStatus, TEMPLATE_ERROR, TricksterError, errorNames } from "../../src/errors.ts";
import { json, page, table } from "./markdown.ts";

/** When each of them is answered. */
const WHEN: Readonly<Record<ErrorStatus, string>> = {
  400: "The payload of a call is malformed, its `content-type` is not JSON, or the request itself is no HTTP/1.1.",
  401: "A Route's `auth` is not satisfied, or the internal API wants its token.",
  403: "The guard of the internal API refuses the Host or the web page; the message names the option that allows it.",
  404: "No active Route matches, or there is no Route or Response with this id.",
  408: "The request did not arrive in time.",
  409: "The id is taken, two Responses of a Route share one, or the call needs a journal and none is kept.",
  410: "The Route or the request behind which a list should begin is not there (`since`), or what a verification waited for was forgotten.",
  413: "The body is larger than `--max-body` or `--max-bulk-body`, or there would be more Routes than `--max-routes`.",
  414: "The request target is longer than `--max-target`.",
  422: "What a verification asks for has not come (`POST /verify`).",
  431: "The header section is larger than `--max-headers`.",
  500: "A defect of Trickster; please report it.",
  503: "There are more connections than `--max-connections`, or Trickster is stopping and the delay of the answer is not over.",
};

export function errorsPage(): string {
  const rows = Object.entries(errorNames).map(([status, name]) => [status, name, WHEN[Number(status) as ErrorStatus]]);
  rows.splice(rows.findIndex(([status]) => status === "422") + 1, 0, [
    "422",
    TEMPLATE_ERROR,
    "A template of a Response fails when it is served: `at` is its place, `route` and `response` say where.",
  ]);
  const at = "/responses/0/status";
  const message = "must be at least 100, got 99";
  const example = new TricksterError(400, `${at.slice(1)} ${message}.`, [{ at, message }]);
  return page(
    "Errors",
    "Every error has a JSON body with `error`, the short name of its status, and `message`, which says what went wrong, where, and " +
      "what to do. A 400 for a payload also has `details`: every fault, `at` being a JSON Pointer into the payload.",
    json(example.body),
    table(["status", "`error`", "when"], rows),
    "The library throws the same as a `TricksterError` with `status`, `message` and `details`. A setting that can't be used is a " +
      "`SettingError`; Routes files with faults are a `RoutesFileError`, whose `faults` have `file`, `position`, `at` and `message`.",
  );
}
