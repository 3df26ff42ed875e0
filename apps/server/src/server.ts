import { mkdir } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import type { Right } from '@vivarium/contract';
import Fastify from 'fastify';
import { dashboard } from './app.ts';
import { type AssembleOptions, assemble } from './assemble.ts';
import { STRICT } from './fits.ts';
import { lazyCompilers } from './lazy-compilers.ts';
import { HANDLER_TIMEOUT_MS } from './timeouts.ts';

export interface ServeOptions extends AssembleOptions {
  /** 0 for any free one. */
  readonly port: number;
  /** Listens on every address, because someone else sees to it that only the loopback address leads here. */
  readonly isPublishedOnLoopback: boolean;
  /** Whether the demo plays from the start. It can be started later, on members of ours; off when missing. */
  readonly demo?: boolean;
}

/** A dashboard that listens. */
export interface Serving {
  /** With a token that works once. */
  readonly url: string;
  readonly port: number;
  /** Another address with a fresh token, for another browser; with all rights unless some are named. */
  newUrl(rights?: ReadonlySet<Right>): string;
  close(): Promise<void>;
}

/** Serves the page for an ensemble, whether or not it runs already. Listens on 127.0.0.1, see `isPublishedOnLoopback`. */
export async function serve(options: ServeOptions): Promise<Serving> {
  await mkdir(options.dataDir, { recursive: true });
  let { port } = options;
  const parts = await assemble(options, () => port);
  const app = Fastify({
    connectionTimeout: 30_000,
    requestTimeout: 15_000,
    handlerTimeout: HANDLER_TIMEOUT_MS,
    schemaController: { compilersFactory: lazyCompilers },
    bodyLimit: 131_072,
    forceCloseConnections: true,
    ajv: { customOptions: STRICT },
  });
  try {
    await app.register(dashboard(parts.deps));
    await app.listen({ host: options.isPublishedOnLoopback ? '0.0.0.0' : '127.0.0.1', port });
  } catch (error) {
    await parts.close();
    throw error;
  }
  port = (app.server.address() as AddressInfo).port;
  if (options.demo === true) parts.deps.demo.start();
  const newUrl = (rights?: ReadonlySet<Right>): string =>
    `http://127.0.0.1:${port}/enter?token=${parts.deps.secrets.newToken(rights)}`;
  return {
    url: newUrl(),
    port,
    newUrl,
    async close() {
      await app.close();
      await parts.close();
    },
  };
}
