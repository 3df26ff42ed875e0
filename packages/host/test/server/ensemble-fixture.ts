import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zooConfigFrom } from '../../src/config/read-zoo-config.ts';
import { lineLogger } from '../../src/server/logger.ts';
import type { RunningServer } from '../../src/server/running-server.ts';
import { startServer } from '../../src/server/start-server.ts';
import { RawClient } from './raw-client.ts';

/** Members of one ensemble in this process, with sockets and files of their own. */
export class EnsembleFixture {
  readonly folder = mkdtempSync(join(tmpdir(), 'ensemble-'));
  readonly running = new Map<number, RunningServer>();
  readonly log: string[] = [];
  private readonly lines: Record<string, string> = {};
  private heard: (() => void)[] = [];

  /** Roles by sid, from 1. */
  static async of(...roles: ('participant' | 'observer')[]): Promise<EnsembleFixture> {
    const fixture = new EnsembleFixture();
    for (const [index, role] of roles.entries()) {
      const [quorum, election] = [await freePort(), await freePort()];
      fixture.lines[`server.${index + 1}`] = `127.0.0.1:${quorum}:${election}:${role}`;
    }
    return fixture;
  }

  dataDir(sid: number): string {
    return join(this.folder, String(sid));
  }

  /** `place` names the directory and the server, where two have one sid. */
  async start(sid: number, keys: Readonly<Record<string, string>> = {}, place = sid): Promise<RunningServer> {
    mkdirSync(this.dataDir(place), { recursive: true });
    writeFileSync(join(this.dataDir(place), 'myid'), `${sid}\n`);
    const config = zooConfigFrom({
      dataDir: this.dataDir(place),
      clientPort: '0',
      clientPortAddress: '127.0.0.1',
      tickTime: '200',
      initLimit: '50',
      syncLimit: '25',
      '4lw.commands.whitelist': '*',
      ...this.lines,
      ...keys,
    });
    const remember = (line: string) => {
      this.log.push(`${place} ${line}`);
      for (const wake of this.heard.splice(0)) wake();
    };
    const server = await startServer(config, { logger: lineLogger(remember) });
    this.running.set(place, server);
    return server;
  }

  async startAll(...sids: number[]): Promise<void> {
    await Promise.all(sids.map((sid) => this.start(sid)));
    await Promise.all(sids.map((sid) => this.serving(sid)));
  }

  async stop(sid: number): Promise<void> {
    const server = this.running.get(sid);
    this.running.delete(sid);
    await server?.stop();
  }

  /** Resolves with the member's mode once it serves. */
  async serving(sid: number): Promise<string> {
    return this.until(() => {
      const view = this.running.get(sid)?.view();
      return view?.serving ? view.mode : null;
    });
  }

  /** The leader among those that run, once there is one. */
  async leader(): Promise<number> {
    return this.until(() => {
      for (const [sid, server] of this.running)
        if (server.view().serving && server.view().mode === 'leader') return sid;
      return null;
    });
  }

  /** Waits for something that shows in the log of some member. */
  async until<T>(what: () => T | null): Promise<T> {
    for (let found = what(); ; found = what()) {
      if (found !== null) return found;
      await new Promise<void>((resolve) => this.heard.push(resolve));
    }
  }

  async client(sid: number): Promise<RawClient> {
    const client = await RawClient.dial(this.running.get(sid)!.clientPort!);
    await client.open();
    return client;
  }

  async end(): Promise<void> {
    await Promise.all([...this.running.values()].map((server) => server.stop()));
    rmSync(this.folder, { recursive: true });
  }
}

export function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
