import { commandPage } from "./reference/command-page.ts";
import { errorsPage } from "./reference/errors-page.ts";
import { internalApiPage } from "./reference/internal-api-page.ts";
import { limitsPage } from "./reference/limits-page.ts";
import { routesPage } from "./reference/routes-page.ts";
import { settingsPage } from "./reference/settings-page.ts";
import { templatesPage } from "./reference/templates-page.ts";

/**
 * The pages of the reference, made from what the program itself goes by: their Markdown by their path below
 * `docs/reference`. `npm run docs` writes them; a test sees to it that they are up to date.
 */
export async function referencePages(): Promise<Readonly<Record<string, string>>> {
  return {
    "command.md": await commandPage(),
    "errors.md": errorsPage(),
    "internal-api.md": internalApiPage(),
    "limits.md": limitsPage(),
    "routes.md": routesPage(),
    "settings.md": settingsPage(),
    "templates.md": templatesPage(),
  };
}
