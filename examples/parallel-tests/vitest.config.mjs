process.env.TRICKSTER_ROUTES = "routes.json";

/** One Trickster for all tests, and nothing left behind in this folder. */
export default { test: { globalSetup: ["trickster/vitest/setup"], cache: false } };
