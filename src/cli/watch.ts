/** Changes come in bursts: an editor writes a file in several steps. */
const QUIET = 100;

/** Calls back when a file, or anything in a folder, has changed and is quiet again. Resolves to how to stop. */
export async function watchPath(path: string, changed: () => void): Promise<() => void> {
  const { watch } = await import("chokidar");
  const watcher = watch(path, { ignoreInitial: true });
  let timer: NodeJS.Timeout | undefined;
  watcher.on("all", () => {
    clearTimeout(timer);
    timer = setTimeout(changed, QUIET);
  });
  await new Promise<void>((resolve) => void watcher.once("ready", resolve));
  return () => {
    clearTimeout(timer);
    void watcher.close();
  };
}
