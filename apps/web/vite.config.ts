import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  plugins: [react()],
  resolve: { conditions: ['@vivarium/source', 'module', 'browser', 'development|production'] },
  build: {
    target: 'es2023',
    // An inlined font would be a data: URL, which the page's Content-Security-Policy forbids.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
});
