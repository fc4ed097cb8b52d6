const { APP_PORT = "5173", VITE_API_URL } = process.env;

export default {
  cacheDir: "node_modules/.vite-shop",
  clearScreen: false,
  server: { port: Number(APP_PORT), strictPort: true, proxy: { "/api": VITE_API_URL } },
};
