import { filters } from "../../src/templates/filters/filters.ts";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { listEndpoints } from "../../src/admin/endpoints.ts";
import { describeApi } from "../../src/admin/openapi.ts";
import { createRouter } from "../../src/admin/router.ts";
import { optionName, settingNames, variableName } from "../../src/config/settings.ts";
import { type Page, pages, root } from "./pages.ts";

const endpoints = listEndpoints({ prefix: "/internal", version: "0.0.0" });
const options = new Set([...settingNames.map(optionName), "help", "version"]);
/** Those of the settings, and what the fixtures of test runners ask for. */
const variables = new Set([...settingNames.map(variableName), "TRICKSTER_URL"]);
const describedApi = JSON.stringify(describeApi(endpoints, { prefix: "/internal", version: "0.0.0" }));
const publicTypes = readdirSync(join(root, "dist"))
  .filter((name) => name.endsWith(".d.ts"))
  .map((name) => readFileSync(join(root, "dist", name), "utf8"))
  .join("\n");

/** Pages that speak to users; those to contributors may name what is inside. */
const forUsers = pages.filter(({ path }) => !/CONTRIBUTING|decisions\//.test(path));

/** What stands between backticks. */
function spansOf({ prose }: Page): string[] {
  return [...prose.matchAll(/`([^`]+)`/g)].map(([, span]) => span ?? "");
}

/** The options that a page gives to `trickster`, in its text and in its commands. */
function optionsIn(page: Page): string[] {
  const commands = page.blocks.filter(({ language }) => language === "sh").flatMap(({ text }) => text.split("\n"));
  return [...spansOf(page).filter((span) => /^(?:--|trickster )/.test(span)), ...commands]
    .map((text) => text.replace(/^.*?(?=\btrickster (?:run|check|--))/, ""))
    .filter((text) => /^(?:--|trickster )/.test(text))
    .flatMap((text) => [...text.matchAll(/(?<=^| )--([a-z][a-z-]*)/g)].map(([, name]) => name ?? ""));
}

function pathsIn({ text }: Page): { method: string | undefined; path: string }[] {
  return [...text.matchAll(/(?:(GET|HEAD|POST|PUT|PATCH|DELETE) )?(?<!\/)(\/internal\/[\w<>{}./-]*\w[>}]?)/g)].map(
    ([, method, path]) => ({ method, path: path ?? "" }),
  );
}

function isFile(path: string): boolean {
  return existsSync(join(root, path));
}

describe("what a page mentions is there:", () => {
  it.each(pages)("options, in $path", (page) => {
    expect(optionsIn(page).filter((name) => !options.has(name))).toEqual([]);
  });

  it.each(pages)("environment variables, in $path", ({ text }) => {
    const named = [...text.matchAll(/\bTRICKSTER_[A-Z_]+[A-Z]/g)].map(([name]) => name);

    expect(named.filter((name) => !variables.has(name))).toEqual([]);
  });

  it.each(pages)("endpoints, in $path", (page) => {
    const find = createRouter(endpoints, "/internal");
    const methods = ["GET", "POST", "PUT", "PATCH", "DELETE"];
    const isThere = (method: string | undefined, path: string): boolean =>
      (method === undefined ? methods : [method]).some((one) => find(one, path) !== undefined);

    expect(pathsIn(page).filter(({ method, path }) => !isThere(method, path))).toEqual([]);
  });

  it.each(pages)("fields, in $path", (page) => {
    const fields = spansOf(page).filter((span) => /^[a-z]+(?:_[a-z0-9]+)+$/.test(span));

    expect(fields.filter((name) => !describedApi.includes(name) && !filters.has(name))).toEqual([]);
  });

  it.each(forUsers)("names of the library, in $path", (page) => {
    const names = spansOf(page).filter((span) => /^(?:[a-z]+[A-Z]\w*|[A-Z]\w*Error)$/.test(span));

    expect(names.filter((name) => !new RegExp(`\\b${name}\\b`).test(publicTypes))).toEqual([]);
  });

  it.each(pages)("files of the project, in $path", (page) => {
    const named = spansOf(page).filter((span) => /^(?:src|test|scripts|docs|examples)\/[\w/.-]*$/.test(span));
    const rooms = spansOf(page)
      .filter((span) => /^[a-z-]+\/[a-z-]+$/.test(span) && existsSync(join(root, "src", span.split("/")[0] ?? "")))
      .map((span) => `src/${span}`);

    expect([...named, ...rooms].filter((path) => !isFile(path) && !isFile(`${path}.ts`))).toEqual([]);
  });

  it("and the settings are all mentioned in the reference", () => {
    const reference = pages.find(({ path }) => path === "docs/reference/settings.md");

    for (const name of settingNames) expect(reference?.text).toContain(`--${optionName(name)}`);
  });
});

describe("this test", () => {
  it("finds mentions at all", () => {
    const configuration = pages.find(({ path }) => path === "docs/how-to/configuration.md") as Page;

    expect(optionsIn(configuration)).toContain("allow-host");
    expect(optionsIn(configuration)).toContain("internal-port");
    expect(pathsIn(configuration).map(({ path }) => path)).toContain("/internal/routes");
    expect(pathsIn(configuration)).toContainEqual({ method: "GET", path: "/internal/health" });
  });
});
