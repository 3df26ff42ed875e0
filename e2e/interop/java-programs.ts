import { fileURLToPath } from 'node:url';
import { apacheClassPath, freshDirectory, run } from '../harness/index.ts';

const sources = fileURLToPath(new URL('./java', import.meta.url));
const jars = ['curator-client', 'curator-framework', 'curator-recipes', 'guava', 'zookeeper-jute'];
const libraries = [apacheClassPath, ...jars.map((name) => `/usr/share/java/${name}.jar`)].join(':');

/** Compiles one of the programs under java/, with what it uses of its neighbours, and resolves with the arguments that make `java` run it. */
export async function compileJava(program: string): Promise<string[]> {
  const classes = freshDirectory(`java-${program}`);
  const javac = ['-nowarn', '-d', classes, '-cp', libraries, '-sourcepath', sources];
  javac.push(`${sources}/${program}.java`);
  const compiled = await run('javac', javac, { timeoutMs: 180_000 });
  if (compiled.code !== 0) throw new Error(`javac ${program}\n${compiled.stdout}${compiled.stderr}`);
  return [
    '-Dfile.encoding=UTF-8',
    '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn',
    ...['-cp', `${classes}:${libraries}`, program],
  ];
}
