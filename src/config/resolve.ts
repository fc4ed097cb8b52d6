import {
  type ServerSettings,
  type Setting,
  type SettingName,
  type Settings,
  optionName,
  serverSettings,
  settingNames,
  settings,
  variableName,
} from "./settings.ts";
import { didYouMean } from "../schema/nearest.ts";
import { ValueError } from "./values.ts";

/** A value that can't be used; the message is one clear line that names the option, the variable or the property. */
export class SettingError extends Error {
  override readonly name = "SettingError";
}

/** The command line wins over the environment, and that over the defaults. */
export function resolveSettings(
  options: Readonly<Partial<Record<SettingName, unknown>>>,
  environment: Readonly<Record<string, string | undefined>>,
): Settings {
  const entries = settingNames.map((name) => {
    const variable = environment[variableName(name)];
    if (options[name] !== undefined) return [name, readSetting(name, options[name], `--${optionName(name)}`)];
    if (variable !== undefined) return [name, readSetting(name, variable, variableName(name))];
    return [name, settings[name].fallback];
  });
  return Object.fromEntries(entries) as Settings;
}

/** Settings as a program gives them. */
export function checkSettings(given: Readonly<Partial<ServerSettings>>): ServerSettings {
  const names = Object.keys(serverSettings) as (keyof ServerSettings)[];
  const unknown = Object.keys(given).find((name) => !(name in serverSettings));
  if (unknown !== undefined) throw new SettingError(`${unknown} is no option${didYouMean(unknown, names)}`);
  const entries = names.map((name) => [
    name,
    given[name] === undefined ? settings[name].fallback : readSetting(name, given[name], name),
  ]);
  return Object.fromEntries(entries) as ServerSettings;
}

function readSetting(name: SettingName, given: unknown, called: string): unknown {
  try {
    return (settings[name] as Setting<unknown>).kind.read(given);
  } catch (error) {
    if (error instanceof ValueError) throw new SettingError(`${called} ${error.message}`);
    throw error;
  }
}
