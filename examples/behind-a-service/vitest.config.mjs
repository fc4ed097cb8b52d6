/** Trickster first, since the service has to know where it is. */
export default { test: { globalSetup: ["trickster/vitest/setup", "start-service.mjs"], cache: false } };
