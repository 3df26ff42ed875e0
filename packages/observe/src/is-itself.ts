import type { Socket } from 'node:net';

/** A dial to a port of this machine where nobody listens can be given that port as its own, and then meets itself. */
export function isItself({ localAddress, localPort, remoteAddress, remotePort }: Socket): boolean {
  return localPort === remotePort && localAddress === remoteAddress;
}
