import {
  type Setting,
  type SettingName,
  optionName,
  serverSettings,
  settingNames,
  settings,
  variableName,
} from "../../src/config/settings.ts";
import { code, page, table } from "./markdown.ts";

export function settingsPage(): string {
  const groups = [...new Set(settingNames.map((name) => settings[name].group))];
  return page(
    "Settings",
    "The command line wins over the environment, and that over the default. [Configuration](../how-to/configuration.md) shows " +
      "them in use. The last column is the name in the options of `createTrickster`, which takes times in seconds and sizes in bytes.",
    ...groups.flatMap((group) => [
      `## ${group}`,
      groupTable(settingNames.filter((name) => settings[name].group === group)),
    ]),
    "## How values are written",
    [
      "- Sizes: `1000`, `16KiB`, `10MiB`, `1GiB`.",
      "- Times: seconds, `0.5` too.",
      "- What is repeatable is given several times on the command line, and with commas between the values in the environment.",
      "- Flags: on the command line they stand alone; in the environment they are `true` or `1`, `false` or `0`.",
    ].join("\n"),
  );
}

function groupTable(names: readonly SettingName[]): string {
  return table(["option", "variable", "default", "what it sets", "in a program"], names.map(row));
}

function row(name: SettingName): string[] {
  const { kind, fallback, help, short } = settings[name] as Setting<unknown>;
  const value = kind.placeholder === null ? "" : ` ${kind.placeholder}`;
  const option = `${short === undefined ? "" : `-${short}, `}--${optionName(name)}${value}`;
  return [code(option), code(variableName(name)), kind.show(fallback), help, name in serverSettings ? code(name) : ""];
}
