import { randomInt } from 'node:crypto';
import { Member } from '@vivarium/engine';
import { MemberServer, type ServerParts } from './member-server.ts';

const SEED_LIMIT = 2 ** 32;

/** One member that is alone. */
export class StandaloneServer extends MemberServer {
  constructor(parts: ServerParts) {
    super(parts, new Member(parts.config.member, parts.storage.recovered, randomInt(SEED_LIMIT)));
  }

  protected opening(): string {
    return `serving on port ${this.clientPorts}`;
  }
}
