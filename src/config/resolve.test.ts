import { describe, expect, it } from "vitest";
import { SettingError, checkSettings, resolveSettings } from "./resolve.ts";
import { settingNames, settings } from "./settings.ts";

const defaults = Object.fromEntries(settingNames.map((name) => [name, settings[name].fallback]));

describe("The settings of the command", () => {
  it("are the defaults if nothing else is said", () => {
    expect(resolveSettings({}, {})).toEqual(defaults);
  });

  it("come from the environment, and from the command line before that", () => {
    const environment = { TRICKSTER_PORT: "9000", TRICKSTER_INTERNAL_PREFIX: "/env", PATH: "/bin" };

    expect(resolveSettings({ prefix: "/option" }, environment)).toEqual({ ...defaults, port: 9000, prefix: "/option" });
  });

  it("name the option that can't be used", () => {
    expect(() => resolveSettings({ internalPort: "x" }, {})).toThrow(
      new SettingError('--internal-port must be a whole number from 0 to 65535, got "x"'),
    );
  });

  it("name the variable that can't be used, but not if an option stands before it", () => {
    const environment = { TRICKSTER_PORT: "x" };

    expect(() => resolveSettings({}, environment)).toThrow(
      new SettingError('TRICKSTER_PORT must be a whole number from 0 to 65535, got "x"'),
    );
    expect(resolveSettings({ port: "1" }, environment).port).toBe(1);
  });
});

describe("The settings of a program", () => {
  it("are values, and need not be texts", () => {
    const { port, allowHost, adminToken, host } = checkSettings({ port: 0, allowHost: ["a", "b"], adminToken: null });

    expect({ port, allowHost, adminToken, host }).toEqual({
      port: 0,
      allowHost: ["a", "b"],
      adminToken: null,
      host: "127.0.0.1",
    });
  });

  it("name a property that there is not, and the nearest one", () => {
    expect(() => checkSettings({ prot: 1 } as object)).toThrow(
      new SettingError('prot is no option; did you mean "port"?'),
    );
  });

  it("name the property that can't be used", () => {
    expect(() => checkSettings({ maxDepth: 0 })).toThrow(
      new SettingError("maxDepth must be a whole number from 1 to 1000, got 0"),
    );
  });
});
