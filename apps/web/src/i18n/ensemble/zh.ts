import type { Message } from '../message.ts';
import type { en } from './en.ts';

export const zh: Record<keyof typeof en, Message> = {
  reasons: '问题与薄弱之处',
  connections: ({ n }) => `${n} 个客户端`,
  uptime: ({ span }) => `已运行 ${span}`,
  answer: '应答用时',
  'answer.what': '回答 srvr 所用的时间，最近半分钟；所有成员同一刻度',
  seen: ({ command, ms }) => `来自 ${String(command).replace(' and ', ' 与 ')}，每 ${ms}；看不到消息`,
  seenShort: ({ command, ms }) => `来自 ${String(command).replace(' and ', ' 与 ')}，每 ${ms}`,
  well: '配置没有问题。',
  'margin.none': '现在不能再有投票成员失效。',
  'margin.some': ({ n }) => `还可以有 ${n} 个投票成员失效。`,
  'reason.silent': ({ name, cause }) => `${name} 没有应答：${cause}`,
  'reason.killed': ({ name }) => `${name} 未运行。`,
  'reason.paused': ({ name }) => `${name} 已暂停。`,
  'reason.isolated': ({ name }) => `${name} 已被隔离：它的所有链路都已切断。`,
  'reason.cuts': ({ n, names }) => `${n} 条链路已切断：${names}。两端互相听不到。`,
  'reason.noLeader': ({ n, needed }) =>
    `尚无 leader：${n} 个投票成员有应答，需要 ${needed} 个投给同一个成员。`,
  'reason.minority': ({ n, needed }) => `只有少数：${n} 个投票成员有应答，选举或提交需要 ${needed} 个。`,
  'reason.syncing': ({ name }) => `${name} 仍在同步，暂不计入。`,
  'reason.behind': ({ name, n, leader }) => `${name} 比 ${leader} 落后 ${n} 个事务。`,
  'reason.alone': ({ names }) => `独立运行的服务器：${names}。它们与其他服务器没有共同的数据。`,
  'reason.leaders': ({ names }) => `有不止一个 leader：${names}。`,
  'reason.evenVoters': ({ voters, fewer, spare }) =>
    `${voters} 个投票成员并不比 ${fewer} 个更能容错：都只能失效 ${spare} 个。请再加一个，或把一个改为 observer。`,
  'reason.sidTwice': ({ sid, address }) =>
    `有两台服务器自称是 server ${sid}，其中一台自称位于 ${address}。请检查 myid 文件。`,
  'reason.sidTwiceSilent': ({ sid }) => `有两台服务器自称是 server ${sid}。请检查 myid 文件。`,
  'reason.listsDiffer': ({ by, sid, theirs, ours, seers }) =>
    `关于 server ${sid} 的配置不一致：${by} 为 ${theirs}，${seers} 为 ${ours}。`,
  'reason.noLine': '没有这一行',
  'stop.safe': ({ n }) =>
    Number(n) === 0 ? '可以安全停止；之后不能再有失效' : `可以安全停止；之后还可失效 ${n} 个`,
  'stop.newElection': ({ n }) =>
    Number(n) === 0 ? '停止后会重新选举；之后不能再有失效' : `停止后会重新选举；之后还可失效 ${n} 个`,
  'stop.quorumLost': ({ after, needed }) => `不可停止：只剩 ${after} 个同步的成员，需要 ${needed} 个`,
  'stop.noQuorum': '不可停止：现在没有仲裁',
  'stop.onlyServer': '不可停止：没有其他服务器',
};
