// Usage: node pack.mjs FOLDER
import { dirname, join, relative, resolve } from 'node:path';
import { build } from 'vite';
import { root } from './run.mjs';

const ENTRIES = {
  main: join(root, 'apps', 'cli', 'dist', 'main.js'),
  'member-worker': join(root, 'packages', 'host', 'dist', 'thread', 'member-worker.js'),
};
const OURS = [join(root, 'apps'), join(root, 'packages')];
const NEIGHBOUR = /new URL\(\s*'([^']+)',\s*import\.meta\.url\s*\)/g;

/** Files that are named beside a module are found from the folder where the module's code stands now. */
const neighboursFrom = (folder) => ({
  name: 'neighbours',
  transform(code, id) {
    if (!OURS.some((each) => id.startsWith(each)) || !code.includes('import.meta')) return null;
    const others = code.replaceAll(NEIGHBOUR, '');
    if (others.includes('import.meta')) throw new Error(`${id}: what it names beside itself would be lost`);
    return code.replaceAll(NEIGHBOUR, (_, name) => {
      const file = resolve(dirname(id), name);
      const entry = Object.keys(ENTRIES).find((each) => ENTRIES[each] === file);
      const place = entry === undefined ? relative(folder, file) : `./${entry}.js`;
      return `new URL(${JSON.stringify(place)}, import.meta.url)`;
    });
  },
});

/**
 * Writes the compiled program with all that it imports into a few files of a folder: finding and opening more than a thousand
 * modules one by one is most of what a start would cost.
 */
async function pack(folder) {
  await build({
    root,
    configFile: false,
    logLevel: 'warn',
    plugins: [neighboursFrom(folder)],
    ssr: { noExternal: true, target: 'node' },
    build: {
      ssr: true,
      target: 'node20',
      outDir: folder,
      emptyOutDir: true,
      copyPublicDir: false,
      minify: false,
      reportCompressedSize: false,
      rolldownOptions: {
        input: ENTRIES,
        // Names without a hash: what runs meanwhile finds the file under the name that it knows.
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: '[name].js' },
      },
    },
  });
}

await pack(process.argv[2]);
