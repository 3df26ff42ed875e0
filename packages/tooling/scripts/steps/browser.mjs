import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { bin, must } from './run.mjs';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'chrome'];

function onPath() {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    for (const name of NAMES) {
      const file = join(folder, name);
      if (existsSync(file)) return file;
    }
  }
  return undefined;
}

/**
 * The Chromium that the browser tests drive: $VIVARIUM_CHROMIUM, else one on the PATH, else one that is
 * installed now: Debian's package (with a Chinese font) when root, Playwright's own otherwise ('' names it).
 */
export async function ensureBrowser() {
  const found = process.env.VIVARIUM_CHROMIUM ?? onPath();
  if (found) return found;
  const isDebianRoot = process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');
  if (isDebianRoot) {
    console.log('Installing Chromium for the browser tests…');
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    const quiet = { env, stdio: ['ignore', 'ignore', 'inherit'] };
    await must('apt-get update', 'apt-get', ['update', '-qq'], quiet);
    const packages = ['chromium', 'fonts-wqy-microhei'];
    await must(
      'apt-get install',
      'apt-get',
      ['install', '-y', '-qq', '--no-install-recommends', ...packages],
      quiet,
    );
    const installed = onPath();
    if (installed) return installed;
  }
  await must('playwright install', process.execPath, [bin('@playwright/test/cli.js'), 'install', 'chromium']);
  return '';
}
