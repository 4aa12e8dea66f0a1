import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vitest/config";

// Development in a plain browser talks to `vaidya serve` through the proxy.
export default defineConfig({
  plugins: [svelte()],
  clearScreen: false,
  server: {
    port: 1420,
    strictPort: true,
    host: "127.0.0.1",
    fs: { allow: [".."] },
    proxy: { "/api": "http://127.0.0.1:4310" },
  },
  build: {
    target: "safari16",
    outDir: "dist",
    emptyOutDir: true,
    // No data: urls and no inline preload script, so that the strict CSP holds.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // A lazy screen loads in one step from the disk; a warning about its size is noise.
    chunkSizeWarningLimit: 1500,
  },
  test: { include: ["tests/**/*.test.ts"], environment: "node" },
});
