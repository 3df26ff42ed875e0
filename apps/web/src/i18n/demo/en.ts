import type { Catalogue } from '../message.ts';

/** ` behind lock-0003`, where it is known behind whom. */
const after = (word: string, text: string | number | undefined): string =>
  text === undefined || text === '' ? '' : word === '' ? ` ${text}` : ` ${word} ${text}`;

export const en = {
  demo: 'Demo',
  pause: 'Pause demo',
  resume: 'Resume demo',
  start: 'Start the demo',
  menu: 'What the demo plays',
  rate: ({ n, max }) => `${n} writes/s, at most ${max}`,
  paused: 'paused: nobody writes, sessions stay',
  idle: 'everybody is off',
  about: 'Clients that Vivarium runs on its own members. All their nodes lie below /demo.',
  switchAll: ({ actor }) => `Let ${actor} play`,
  switchOne: ({ client }) => `Let ${client} play`,
  clients: 'Clients',
  simulated: 'simulated: no Kafka runs here',
  removing: 'its data are being removed',
  trouble: ({ why }) => `does nothing: ${why}`,
  'actor.locks': 'Workers and a lock',
  'actor.masters': 'Master election',
  'actor.queue': 'Work queue',
  'actor.group': 'Group',
  'actor.configuration': 'Configuration',
  'actor.registry': 'Kafka-shaped registry',

  remove: 'Remove demo data',
  'remove.title': 'Remove the demo and its data?',
  'remove.what': 'Ends the sessions of all demo clients and deletes /demo with everything below it:',
  'remove.other':
    'That includes what others put there, and there is no undo. Nothing outside of /demo is touched.',
  'remove.again': 'The demo can be started again from the palette.',
  'remove.submit': 'Remove',
  'remove.keep': 'Keep it',
  'remove.begun': 'Demo data are being removed',

  textbook: 'From the textbook',
  'textbook.caption': 'on nodes of its own',
  play: 'Play it',
  playing: 'Plays…',
  'state.running': 'plays',
  'state.done': 'played to its end',
  'state.failed': 'broken off',
  failure: ({ why }) => `It did not come about: ${why}`,
  show: 'Show it drawn',
  facts: 'What happens',
  before: 'The last one played',
  'scenario.masterElection': 'Master election',
  'scenario.competingLock': 'Three compete for a lock',
  'scenario.configurationBroadcast': 'A configuration for all',
  'scenario.groupMembership': 'A group',
  'scenario.workQueue': 'A work queue',
  'story.masterElection':
    'A registers as master-0000000000 and leads. B becomes master-0000000001 and stands by. A dies; when its session expires its node vanishes and B takes over. A comes back as master-0000000002 and stands by.',
  'story.competingLock':
    'Three processes ask for one lock. Each gets a numbered ephemeral and watches the one ahead of it, so that a release wakes one client and not all.',
  'story.configurationBroadcast':
    'A publisher sets one node; every subscriber watches it, is told of each version, and reads it.',
  'story.groupMembership':
    'Members join with ephemerals and see each other. One leaves properly, one dies, and the others are told of both.',
  'story.workQueue':
    'A producer puts items, consumers claim them one by one. A consumer dies with an item in hand; another one finishes it, and none is lost.',

  'fact.connected': ({ client }) => `${client} connects`,
  'fact.died': ({ client }) => `${client} dies without a word`,
  'fact.sessionLost': ({ client }) => `${client} has lost its session`,
  'fact.registered': ({ client, node }) => `${client} registers${after('as', node)}`,
  'fact.waits': ({ client, node, about }) => `${client} waits${after('with', node)}${after('behind', about)}`,
  'fact.holds': ({ client, node }) => `${client} holds the lock${after('with', node)}`,
  'fact.released': ({ client, node }) => `${client} gives it back${after('and deletes', node)}`,
  'fact.leads': ({ client, node }) => `${client} leads${after('as', node)}`,
  'fact.standsBy': ({ client, node, about }) =>
    `${client} stands by${after('as', node)}${after('behind', about)}`,
  'fact.published': ({ client, node, about }) => `${client} publishes${after('', node)}${after('·', about)}`,
  'fact.told': ({ client, about }) => `${client} is told${after('of', about)}`,
  'fact.joined': ({ client, node }) => `${client} joins${after('as', node)}`,
  'fact.left': ({ client }) => `${client} leaves`,
  'fact.seesJoin': ({ client, about }) => `${client} sees ${about} come`,
  'fact.seesLeave': ({ client, about }) => `${client} sees ${about} go`,
  'fact.put': ({ client, node, about }) => `${client} puts${after('', node)}${after('·', about)}`,
  'fact.claimed': ({ client, node, about }) => `${client} claims${after('', node)}${after('·', about)}`,
  'fact.finished': ({ client, node, about }) => `${client} finishes${after('', node)}${after('·', about)}`,
} satisfies Catalogue;
