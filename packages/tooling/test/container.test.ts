import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { root, text } from './sources.ts';

interface Service {
  readonly image: string;
  readonly build: unknown;
  readonly volumes: readonly string[];
  readonly depends_on?: readonly string[];
}

/** The services of docker-compose.yml with their commands, without a YAML parser: the file is ours and flat. */
function commands(): Map<string, string[]> {
  const found = new Map<string, string[]>();
  let service = '';
  for (const line of text('docker-compose.yml').split('\n')) {
    const name = /^ {2}([a-z0-9]+):$/.exec(line);
    if (name !== null) service = name[1] as string;
    const command = /^ {4}command: (\[.*\])$/.exec(line);
    if (command !== null) found.set(service, JSON.parse(command[1] as string));
  }
  return found;
}

describe('the containers', () => {
  it('are the members of their zoo.cfg, each with the id of its line', () => {
    const lines = [...text('apps/server/container/zoo.cfg').matchAll(/^server\.(\d+)=(\w+):2888:3888/gm)];
    const members = [...commands()].filter(([, command]) => command[0] === 'member');
    expect(members.map(([service, command]) => [command[1], service])).toEqual(
      lines.map(([, id, host]) => [id, host]),
    );
  });

  it('publish the page on the loopback address alone', () => {
    const published = [...text('docker-compose.yml').matchAll(/ports: (\[.*\])/g)].map((match) => match[1]);
    expect(published).toEqual(['["127.0.0.1:8080:8080"]']);
  });

  it('are described by a file in which every service and volume is whole', () => {
    const { services, volumes } = parse(text('docker-compose.yml'), { merge: true, strict: true });
    const used = new Set<string>();
    for (const [name, service] of Object.entries<Service>(services)) {
      expect(service.image, name).toBe('vivarium');
      expect(service.build, name).toEqual({ context: '.', dockerfile: 'apps/server/Dockerfile' });
      for (const needed of service.depends_on ?? []) expect(Object.keys(services), name).toContain(needed);
      for (const volume of service.volumes) used.add(volume.split(':')[0] as string);
    }
    expect([...used].sort()).toEqual(Object.keys(volumes).sort());
  });

  // Where neither is installed, the parser's word above has to do.
  const compose = [['docker-compose'], ['docker', 'compose']].filter(
    ([file = '', ...first]) => spawnSync(file, [...first, 'version']).status === 0,
  );
  it.each(compose.map((words) => [words.join(' '), words] as const))(
    'are described by a file that %s takes',
    (_, [file = '', ...first]) => {
      const { status, stderr } = spawnSync(file, [...first, 'config', '-q'], { cwd: root, encoding: 'utf8' });
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    },
  );

  it('start by a script that says how it is used', () => {
    const { status, stderr } = spawnSync('sh', ['apps/server/container/entrypoint.sh'], { cwd: root });
    expect(status).toBe(1);
    expect(String(stderr)).toContain('usage: member N | dashboard HOST:PORT');
  });
});
