/** As a standalone 3.8.0 of Debian says it. */
export const SRVR_STANDALONE = `Zookeeper version: 3.8.0-\${mvngit.commit.id}, built on 2024-12-29 17:54 UTC
Latency min/avg/max: 0/4.1696/18
Received: 128
Sent: 133
Connections: 2
Outstanding: 0
Zxid: 0x100000062
Mode: standalone
Node count: 23
`;

/** A leader of 3.9 adds its proposal sizes. */
export const SRVR_LEADER = `Zookeeper version: 3.9.5-abc, built on 2026-01-31 10:00 UTC
Latency min/avg/max: 0/0.0/0
Received: 1
Sent: 0
Connections: 1
Outstanding: 0
Zxid: 0x100000000
Mode: leader
Node count: 5
Proposal sizes last/min/max: -1/-1/-1
`;

/** A member of 3.4: whole numbers for the latency, another date. */
export const SRVR_3_4 = `Zookeeper version: 3.4.14-4c25d480e66aadd371de8bd2fd8da255ac140bcf, built on 03/06/2019 16:18 GMT\r
Latency min/avg/max: 0/0/12\r
Received: 77\r
Sent: 76\r
Connections: 1\r
Outstanding: 0\r
Zxid: 0x4e\r
Mode: follower\r
Node count: 4\r
`;

export const SRVR_READ_ONLY = `Zookeeper version: 3.9.5-abc, built on 2026-01-31 10:00 UTC
READ-ONLY mode; serving only read-only clients
Latency min/avg/max: 0/0.0/0
Received: 1
Sent: 0
Connections: 1
Outstanding: 0
Zxid: 0xffffffffffffffff
Mode: read-only
Node count: 5
`;
