import { defineConfig } from 'vite';

export default defineConfig({
  base: './',
  build: { target: 'es2022', chunkSizeWarningLimit: Infinity },
  worker: { format: 'es' },
  optimizeDeps: { exclude: ['convnet-elements'] },
});
