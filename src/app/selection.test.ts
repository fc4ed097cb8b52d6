import { describe, expect, it } from "vitest";
import { HttpRequest } from "../http/request.ts";
import { requestFrom } from "../../test/support/requests.ts";
import { type SelectionRules, maySelect, readBaggage, selectionsOf } from "./selection.ts";

const RULES: SelectionRules = { pathPrefix: "/~", hostSuffixes: [".localhost", ".mock.test"] };

function request(target: string, ...fields: string[]): HttpRequest {
  return new HttpRequest({ ...requestFrom().source, target, fields });
}

function selected(target: string, ...fields: string[]): string[] {
  const given = request(target, ...fields);
  const found = [...selectionsOf(given, RULES)].map(({ kind, id }) => `${kind} ${id}`);
  expect([target, fields, found.length === 0 || maySelect(given, RULES)]).toEqual([target, fields, true]);
  return found;
}

describe("A request selects a world", () => {
  it.each([
    ["by a header", ["/", "Trickster-Sandbox", " a "], ["header a"]],
    ["by the first of two headers", ["/", "trickster-sandbox", "a", "TRICKSTER-SANDBOX", "b"], ["header a"]],
    ["by the beginning of its path", ["/~a/users"], ["path a"]],
    ["by all of its path", ["/~a?x=1"], ["path a"]],
    ["by its host", ["/", "Host", "A.localhost:8080"], ["host a"]],
    ["by a host with a dot at its end", ["/", "host", "a.localhost."], ["host a"]],
    ["by the host of its target", ["http://a.mock.test/", "host", "b.localhost"], ["host a"]],
    ["by a cookie", ["/", "cookie", "x=1; trickster_sandbox=a"], ["cookie a"]],
    ["by its baggage", ["/", "baggage", "k=v,trickster=a;ttl=1"], ["baggage a"]],
    [
      "in this order, if there are several",
      [
        "/~p/",
        "baggage",
        "trickster=b",
        "cookie",
        "trickster_sandbox=c",
        "host",
        "h.localhost",
        "trickster-sandbox",
        "t",
      ],
      ["header t", "path p", "host h", "cookie c", "baggage b"],
    ],
  ])("%s", (_, [target = "", ...fields], expected) => {
    expect(selected(target, ...fields)).toEqual(expected);
  });

  it.each([
    ["a path with another beginning", ["/a/~b/"]],
    ["what can be no id", ["/~A/", "host", "a.b.localhost"]],
    ["ids with a hyphen at an end", ["/~-a/", "host", "a-.localhost"]],
    ["paths that are escaped", ["/%7Ea/"]],
    ["the host itself", ["/", "host", "localhost:8080"]],
    ["a name that only ends alike", ["/", "host", "alocalhost"]],
    ["other cookies", ["/", "cookie", "xtrickster_sandbox=a"]],
  ])("not by %s", (_, [target = "", ...fields]) => {
    expect(selected(target, ...fields)).toEqual([]);
  });
});

describe("Baggage", () => {
  it.each([
    [["trickster=a"], "a"],
    [["k=v , trickster = a ; p=1"], "a"],
    [["k=v", "trickster=a"], "a"],
    [["trickster=a,trickster=b"], "a"],
    [["trickster=%61"], "a"],
    [["trickster="], undefined],
    [["trickster"], undefined],
    [["trickster=%zz"], undefined],
    [["trickster=%ff"], undefined],
    [['trickster="a"'], undefined],
    [["trickster=a b"], undefined],
    [[",,;=,,"], undefined],
    [["Trickster=a"], undefined],
  ])("%j has the member %s", (headers, expected) => {
    expect(readBaggage(headers)).toBe(expected);
  });
});
