/** So that vitest, started in this folder, takes no settings of the repository around it and leaves nothing behind. */
export default { test: { cache: false } };
