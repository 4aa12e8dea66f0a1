import { vitePreprocess } from "@sveltejs/vite-plugin-svelte";

export default {
  preprocess: vitePreprocess(),
  compilerOptions: { runes: true },
  // `npm run check` refuses every warning; a build refuses those about accessibility at once.
  onwarn(warning, otherwise) {
    if (warning.code.startsWith("a11y")) throw new Error(`${warning.filename}: ${warning.message}`);
    otherwise?.(warning);
  },
};
