import { readFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { buildZooConfig } from './build-zoo-config.ts';
import { ConfigError } from './config-error.ts';
import { systemProperties } from './java-flags.ts';
import { MalformedEscape, parseProperties } from './properties.ts';
import { type Setting, Settings } from './settings.ts';
import type { ZooConfig } from './zoo-config.ts';

const PREFIX = 'zookeeper.';
/** System properties that Apache reads without the prefix. */
const BARE_KNOBS = new Set(['jute.maxbuffer', 'readonlymode.enabled', 'fsync.warningthresholdms']);

/**
 * Reads a zoo.cfg as Apache does, with the `-Dzookeeper.x=y` of SERVER_JVMFLAGS and JVMFLAGS beneath it:
 * where both set a key the file wins. Nothing on disk is written.
 *
 * @throws ConfigError one sentence that names file, line, key and value
 */
export function readZooConfig(
  path: string,
  env: Readonly<Record<string, string | undefined>> = process.env,
): ZooConfig {
  const settings = new Map<string, Setting>();
  // Apache's script puts them on the command line in this order, and the last one counts.
  for (const name of ['SERVER_JVMFLAGS', 'JVMFLAGS'])
    for (const [key, value] of systemProperties(env[name] ?? ''))
      if (key.startsWith(PREFIX) || BARE_KNOBS.has(key))
        settings.set(withoutPrefix(key), { value: value.trim(), place: name });
  const warnings: string[] = [];
  for (const [key, setting] of readPropertiesFile(path, warnings)) settings.set(withoutPrefix(key), setting);
  const reader = new Settings(settings);
  reader.warnings.push(...warnings);
  return buildZooConfig(reader, path, (file) => readPropertiesFile(file, reader.warnings));
}

/**
 * A configuration from keys that a program sets: the same keys, rules and defaults as in a file.
 *
 * @throws ConfigError
 */
export function zooConfigFrom(keys: Readonly<Record<string, string>>): ZooConfig {
  const settings = new Map<string, Setting>();
  for (const [key, value] of Object.entries(keys))
    settings.set(withoutPrefix(key), { value, place: 'the configuration' });
  const reader = new Settings(settings);
  return buildZooConfig(reader, null, (file) => readPropertiesFile(file, reader.warnings));
}

/** The settings of one properties file by key; of a repeated key the last, as in Java. */
export function readPropertiesFile(path: string, warnings: string[]): Map<string, Setting> {
  let text: string;
  try {
    text = readFileSync(path, 'latin1');
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? String(cause);
    throw new ConfigError(`cannot read the configuration ${resolve(path)}: ${code}`, { cause });
  }
  const name = basename(path);
  const settings = new Map<string, Setting>();
  for (const { key, value, line } of propertiesOf(text, name)) {
    const place = `${name} line ${line}`;
    const earlier = settings.get(key.trim());
    if (earlier !== undefined && key.startsWith('server.'))
      throw new ConfigError(`${place}: ${key} stands at ${earlier.place} too: each server has one line`);
    if (earlier !== undefined)
      warnings.push(`${place}: ${key} stands at ${earlier.place} too; this line counts`);
    if (/[\u0080-\u00ff]/.test(key + value))
      warnings.push(
        `${place}: bytes outside ASCII are read as ISO 8859-1, as Java reads them; write \\uXXXX`,
      );
    settings.set(key.trim(), { value: value.trim(), place });
  }
  return settings;
}

function propertiesOf(text: string, name: string): ReturnType<typeof parseProperties> {
  try {
    return parseProperties(text);
  } catch (cause) {
    if (cause instanceof MalformedEscape) throw new ConfigError(`${name} ${cause.message}`, { cause });
    throw cause;
  }
}

export function withoutPrefix(key: string): string {
  return key.startsWith(PREFIX) ? key.slice(PREFIX.length) : key;
}
