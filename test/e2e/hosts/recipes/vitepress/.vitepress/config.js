import { defineConfig } from 'vitepress';

export default defineConfig({
  title: 'Notes',
  base: '/notes/',
  vue: { template: { compilerOptions: { isCustomElement: (tag) => tag.includes('-') } } },
  vite: {
    build: { target: 'es2022', chunkSizeWarningLimit: Infinity },
    worker: { format: 'es' },
    // Pre-bundled for the development server, the package would no longer find its worker.
    optimizeDeps: { exclude: ['convnet-elements'] },
  },
});
