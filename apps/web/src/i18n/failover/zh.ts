import type { Message } from '../message.ts';
import type { en } from './en.ts';

export const zh: Record<keyof typeof en, Message> = {
  play: '播放',
  pause: '暂停',
  speed: '速度',
  position: '记录中的位置',
  compare: '对比',
  compareNone: '不对比',
  compared: '另一次选举，以同一零点对齐',
  export: '导出',
  open: '打开文件',
  opened: ({ name }) => `来自文件 ${name}`,
  close: '关闭文件',
  keys: '空格播放，← → 逐个事件，Shift ← → 逐个阶段',
  folded: ({ ms }) => `其间 ${ms} ms 无事发生`,
  sessions: '会话',
  sessionsBack: ({ n, s }) => `其中 ${n} 个在 ${s} s 内恢复`,
  sessionsExpired: ({ n }) => `${n} 个已过期`,
  seenBy: ({ means, ms }) => `由 ${means} 观测，± ${ms} ms`,
  notJson: '该文件不是 JSON。请选择从这里导出的文件。',
  notRecording: '该文件不含选举记录。请选择从这里导出的文件。',
  otherVersion: '该记录由其他版本导出，无法在此读取。',
};
