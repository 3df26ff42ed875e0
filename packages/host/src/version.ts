/** Ours. */
export const VIVARIUM_VERSION = '0.1.0';

/** The release of Apache ZooKeeper whose behaviour towards clients this server has. */
const ZOOKEEPER_VERSION = '3.9.5';
const BUILT_ON = '2026-11-22 00:00 UTC';

/**
 * As clients parse it: kazoo reads the dotted numbers before the first hyphen, go-zk wants
 * `x.y.z-text, built on date`, zkServer.sh prints it whole.
 */
export const FULL_VERSION = `${ZOOKEEPER_VERSION}-vivarium-${VIVARIUM_VERSION}, built on ${BUILT_ON}`;
