import type { Message } from '../message.ts';
import type { en } from './en.ts';

export const zh: Record<keyof typeof en, Message> = {
  close: '关闭面板',
  panels: '查看该成员的内容',
  'panel.mntr': 'mntr',
  'panel.4lw': '四字命令',
  'panel.config': '配置',
  'panel.log': '事件',
  word: '命令',
  form: '显示方式',
  parsed: '解析后',
  raw: '原文',
  name: '名称',
  value: '值',
  again: '重新查询',
  asking: '正在查询…',
  readAt: ({ age }) => `读取于${age}`,
  notParsed: '该回答是文本，不含名称与值。',
  filter: '筛选名称',
  noMatch: '没有匹配的名称。',
  copyLine: '复制该行',
  copied: '已复制',
  refused: ({ member, word }) => `${member}：4lw.commands.whitelist 中没有 ${word}。zoo.cfg 中应写：`,
  silent: ({ member, word, cause }) => `${member} 未回答 ${word}：${cause}`,
  blind: '未能查询到的内容',
  noEvents: '打开页面以来，该成员没有发生任何事件。',
};
