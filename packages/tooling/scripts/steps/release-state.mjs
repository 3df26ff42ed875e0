import { execFileSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from './run.mjs';

const FILE = join(root, 'node_modules', '.cache', 'vivarium', 'release-check.json');
const SEED_MAX = 2 ** 30;

/** What the tree is that is checked: its commit, and whether files differ from it. */
export function currentCommit() {
  const git = (...args) => execFileSync('git', args, { cwd: root, encoding: 'utf8' }).trim();
  const commit = git('rev-parse', 'HEAD');
  return git('status', '--porcelain', '--untracked-files=no') === '' ? commit : `${commit} with changes`;
}

/** Fresh seeds begin at a number drawn once for each check; a check of another commit is another one. */
export function begin(commit) {
  return { commit, startedAt: new Date().toISOString(), firstSeed: randomInt(SEED_MAX), stages: {} };
}

/** The check that was stopped, or null when none of this commit was. */
export function resume(commit) {
  try {
    const state = JSON.parse(readFileSync(FILE, 'utf8'));
    return state.commit === commit ? state : null;
  } catch (error) {
    if (error.code === 'ENOENT') return null;
    throw error;
  }
}

/** Whole or not at all: a check may be killed at any moment. */
export function save(state) {
  mkdirSync(dirname(FILE), { recursive: true });
  writeFileSync(`${FILE}.new`, JSON.stringify(state, null, 2));
  renameSync(`${FILE}.new`, FILE);
}

export function forget() {
  rmSync(FILE, { force: true });
}
