import { faultSentence, type MemberView, membershipText, type QuorumView } from '@vivarium/engine';
import { hex64 } from '@vivarium/jute';
import type { EnsembleConfig } from '../config/ensemble-settings.ts';
import type { MemberPort } from '../server/member-port.ts';
import { FULL_VERSION } from '../version.ts';
import { connectionLine } from './connection-line.ts';
import type { Asker, WordContext } from './context.ts';
import { dump } from './dump.ts';
import { environment } from './environment.ts';
import { javaDouble } from './java-text.ts';

/** Longer answers are cut: an operator's word must not cost a server its memory. */
const ANSWER_MAX_CHARS = 1024 * 1024;
const NOT_SERVING = 'This ZooKeeper instance is not currently serving requests';

/** Begins a line of `srvr` for each standing fault; Apache's answer has none, and tools skip lines they do not know. */
const FAULT_LINE = 'Fault: ';

type Word = (member: MemberPort, context: WordContext, asker: Asker) => string;

/**
 * Answers of a running member. Text and line ends are Apache's, byte for byte.
 * Source: the command classes of Apache's server, and recordings of a 3.8.0 server.
 */
const WORDS: Readonly<Record<string, Word>> = {
  srvr: (member, context) => serverLines(member.view(), context),
  stat: (member, context, asker) =>
    `${versionLine()}Clients:\n${connectionLines(member, asker, true)}\n${statLines(member.view(), context)}`,
  cons: (member, _, asker) => `${connectionLines(member, asker, false)}\n`,
  conf: (_, context) => configurationLines(context),
  dirs: (_, context) => {
    const { data, log } = context.directorySizes();
    return `datadir_size: ${data}\nlogdir_size: ${log}\n`;
  },
  dump: (member, context) => dump(member, context.now(), context.quorum()),
  mntr: (member, context) => monitorLines(member.view(), context),
  wchs: (member) => {
    const { connections, paths, total } = member.view().watchesByData;
    return `${connections} connections watching ${paths} paths\nTotal watches:${total}\n`;
  },
  wchc: (member) =>
    `${[...member.watchesBySession()].map(([id, paths]) => block(hex64(id), paths)).join('')}\n`,
  wchp: (member) =>
    `${[...member.watchesByPath()].map(([path, ids]) => block(path, ids.map(hex64))).join('')}\n`,
  // The history of digests is kept by members that compute one; this one does not.
  hash: () => '',
  isro: (member) => (member.view().mode === 'read-only' ? 'ro' : 'rw'),
  srst: (member) => {
    member.resetStatistics();
    return 'Server stats reset.\n';
  },
  crst: (member) => {
    member.resetConnectionStatistics();
    return 'Connection stats reset.\n';
  },
};

/** Answers while the member does not serve that differ from the usual sentence. */
const NOT_SERVING_ANSWERS: Readonly<Record<string, string>> = { isro: 'null', hash: NOT_SERVING };

/** Apache's default: client requests, pings aside, and the like. */
const DEFAULT_TRACE_MASK = 0b100110010n;

/** Answers four-letter words; keeps the one thing that a word can set and that means nothing here. */
export class FourLetterWords {
  private readonly context: WordContext;
  private traceMask = DEFAULT_TRACE_MASK;

  constructor(context: WordContext) {
    this.context = context;
  }

  answer(word: string, asker: Asker): string {
    const text = this.fullAnswer(word, asker);
    return text.length <= ANSWER_MAX_CHARS ? text : text.slice(0, ANSWER_MAX_CHARS);
  }

  private fullAnswer(word: string, asker: Asker): string {
    const { context } = this;
    if (!context.config.fourLetterWords.has(word))
      return `${word} is not executed because it is not in the whitelist.\n`;
    if (word === 'ruok') return 'imok';
    if (word === 'envi') return environment();
    if (word === 'gtmk') return String(this.traceMask);
    if (word === 'stmk') return this.setTraceMask(asker.chunk);
    const { member } = context;
    // What zkServer.sh asks for tells what is wrong, whether or not the member serves; all other answers are Apache's.
    const faults = word === 'srvr' ? faultLines(context.quorum()) : '';
    if (member === null || !member.view().serving)
      return `${NOT_SERVING_ANSWERS[word] ?? `${NOT_SERVING}\n`}${faults}`;
    return `${WORDS[word]?.(member, context, asker) ?? ''}${faults}`;
  }

  /** The eight bytes behind the word are the new mask. */
  private setTraceMask(chunk: Uint8Array): string {
    if (chunk.length < 12) return '';
    this.traceMask = new DataView(chunk.buffer, chunk.byteOffset).getBigInt64(4);
    return String(this.traceMask);
  }
}

function faultLines(quorum: QuorumView | null): string {
  return (quorum?.faults ?? []).map((fault) => `${FAULT_LINE}${faultSentence(fault)}\n`).join('');
}

function versionLine(): string {
  return `Zookeeper version: ${FULL_VERSION}\n`;
}

function serverLines(view: MemberView, context: WordContext): string {
  const readOnly = view.mode === 'read-only' ? 'READ-ONLY mode; serving only read-only clients\n' : '';
  return `${versionLine()}${readOnly}${statLines(view, context)}`;
}

function statLines(view: MemberView, context: WordContext): string {
  const { min, avg, max } = view.latencyMs;
  const sizes = context.quorum()?.leading?.proposalBytes;
  return [
    `Latency min/avg/max: ${Math.round(min)}/${javaDouble(avg)}/${Math.round(max)}`,
    `Received: ${view.received}`,
    `Sent: ${view.sent}`,
    `Connections: ${view.connections + view.secureConnections}`,
    `Outstanding: ${view.outstanding}`,
    `Zxid: ${hex64(view.zxid)}`,
    `Mode: ${view.mode}`,
    `Node count: ${view.nodeCount}`,
    ...(sizes === undefined ? [] : [`Proposal sizes last/min/max: ${sizes.last}/${sizes.min}/${sizes.max}`]),
    '',
  ].join('\n');
}

function connectionLines(member: MemberPort, asker: Asker, brief: boolean): string {
  return member
    .connectionViews()
    .map((connection) => {
      const asks = connection.address === asker.address && connection.port === asker.port;
      return `${connectionLine(connection, { brief, reading: !asks })}\n`;
    })
    .join('');
}

function configurationLines(context: WordContext): string {
  const { config } = context;
  const { member } = config;
  const { data, log } = context.directorySizes();
  return [
    `clientPort=${context.clientPort}`,
    `secureClientPort=${context.secureClientPort}`,
    `dataDir=${config.dataDir}/version-2`,
    `dataDirSize=${data}`,
    `dataLogDir=${config.dataLogDir}/version-2`,
    `dataLogSize=${log}`,
    `tickTime=${member.tickTimeMs}`,
    `maxClientCnxns=${config.maxClientCnxns}`,
    `minSessionTimeout=${member.minSessionTimeoutMs}`,
    `maxSessionTimeout=${member.maxSessionTimeoutMs}`,
    `clientPortListenBacklog=${config.listenBacklog}`,
    // Sessions get id 1, but this line says 0 for a standalone server.
    `serverId=${config.ensemble?.sid ?? 0}`,
    ...(config.ensemble === null ? [''] : ensembleLines(config.ensemble)),
  ].join('\n');
}

/** The membership comes last and without a line's end. */
function ensembleLines({ sid, membership, times }: EnsembleConfig): string[] {
  const own = membership.members.get(sid);
  return [
    `initLimit=${times.initLimitTicks}`,
    `syncLimit=${times.syncLimitTicks}`,
    'electionAlg=3',
    `electionPort=${own?.electionPort}`,
    `quorumPort=${own?.quorumPort}`,
    `peerType=${own?.role === 'observer' ? 1 : 0}`,
    `membership: \n${membershipText(membership)}`,
  ];
}

function monitorLines(view: MemberView, context: WordContext): string {
  const lines = [`zk_version\t${FULL_VERSION}`, `zk_server_state\t${view.mode}`];
  const quorum = context.quorum();
  if (quorum !== null) lines.push(...peerLines(quorum));
  for (const metric of context.metrics()) {
    if (metric.type === 'summary') {
      const { min, max, avg, count, sum } = metric.value;
      lines.push(`zk_avg_${metric.name}\t${javaDouble(avg)}`);
      lines.push(`zk_min_${metric.name}\t${Math.round(min)}`);
      lines.push(`zk_max_${metric.name}\t${Math.round(max)}`);
      lines.push(`zk_cnt_${metric.name}\t${count}`);
      lines.push(`zk_sum_${metric.name}\t${Math.round(sum)}`);
    } else if (metric.forMonitor) {
      const text = metric.fraction ? javaDouble(metric.value) : String(Math.round(metric.value));
      lines.push(`zk_${metric.name}\t${text}`);
    }
  }
  return `${lines.join('\n')}\n`;
}

function peerLines({ state, phase, leader }: QuorumView): string[] {
  const lines = [`zk_peer_state\t${state}${phase === null ? '' : ` - ${phase}`}`];
  if (state === 'observing') lines.push(`zk_observer_master_id\t${leader}`);
  return lines;
}

/** A line, and those below it each after a tab. */
function block(head: string, lines: readonly string[]): string {
  return `${head}\n${lines.map((line) => `\t${line}\n`).join('')}`;
}
