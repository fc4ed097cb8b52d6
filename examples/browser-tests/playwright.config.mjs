import { defineConfig } from "@playwright/test";

const { APP_PORT = "5173", API_PORT = "8080", CHROMIUM } = process.env;
const app = `http://localhost:${APP_PORT}`;
const api = `http://localhost:${API_PORT}`;

export default defineConfig({
  fullyParallel: true,
  workers: 4,
  reporter: [["list"], ["html", { open: "never" }]],
  use: {
    baseURL: app,
    tricksterUrl: api,
    // Another Chromium than that of `npx playwright install`.
    launchOptions: CHROMIUM === undefined ? {} : { executablePath: CHROMIUM },
  },
  webServer: [
    {
      command: `npx trickster run --port ${API_PORT} --routes routes.json --cors ${app}`,
      url: `${api}/internal/health`,
    },
    { command: "npx vite", url: app, env: { APP_PORT, VITE_API_URL: api } },
  ],
});
