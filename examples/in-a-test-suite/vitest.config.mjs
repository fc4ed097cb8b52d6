/** So that vitest, started in this folder, does not take the settings of the repository around it. */
export default {};
