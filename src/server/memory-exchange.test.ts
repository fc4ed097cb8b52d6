import { expect, it } from "vitest";
import { frameAnswer } from "../http/answer.ts";
import { createBodyFiles } from "./body-files.ts";
import { handleInMemory } from "./memory-exchange.ts";

it("A header may have any name, one that objects of the language have of themselves too", async () => {
  const fields = ["constructor", "a", "__proto__", "b", "toString", "c", "set-cookie", "d", "Set-Cookie", "e"];
  const answer = frameAnswer({ status: 200, fields, body: new Uint8Array(), contentType: "text/plain" }, false);

  const { headers } = await handleInMemory({ answer: (exchange) => exchange.send(answer) }, createBodyFiles(null), {
    url: "/",
  });

  expect(Object.entries(headers)).toEqual([
    ["constructor", "a"],
    ["__proto__", "b"],
    ["tostring", "c"],
    ["set-cookie", ["d", "e"]],
    ["content-type", "text/plain"],
    ["content-length", "0"],
  ]);
});
