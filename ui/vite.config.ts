import { writeFileSync } from 'node:fs';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

/** Leaves behind which npm packages ended up in the window's files: `cargo xtask licences` lists their licences. */
const bundledPackages: Plugin = {
  name: 'bundled-packages',
  apply: (_, { command, mode }) => command === 'build' && mode === 'production',
  generateBundle(_, bundle) {
    const sources = Object.values(bundle).flatMap((file) =>
      file.type === 'asset'
        ? file.originalFileNames
        : Object.keys(file.modules).filter((id) => file.modules[id]!.renderedLength > 0),
    );
    const packages = sources.flatMap(
      (id) => /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(id.replaceAll('\\', '/'))?.[1] ?? [],
    );
    writeFileSync('node_modules/.bundled-packages', [...new Set(packages)].sort().join('\n') + '\n');
  },
};

export default defineConfig({
  plugins: [svelte(), bundledPackages],
  clearScreen: false,
  // The window shows the changelog, which is at the top of the repository.
  server: { port: 1420, strictPort: true, fs: { allow: ['..'] } },
  build: { target: 'es2022', outDir: 'dist', emptyOutDir: true },
  // Under test the browser's half of Svelte is wanted, not the server's.
  resolve: process.env.VITEST ? { conditions: ['browser'] } : {},
  test: {
    environment: 'jsdom',
    env: { TZ: 'Europe/Berlin' },
    include: ['src/**/*.test.ts'],
    setupFiles: ['src/test/setup.ts'],
    testTimeout: 30000,
    // Nothing else runs beside the tests, and on two cores the default is one.
    maxWorkers: '100%',
  },
});
