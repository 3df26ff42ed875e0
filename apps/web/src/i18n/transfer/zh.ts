import type { Message } from '../message.ts';
import type { en } from './en.ts';

export const zh: Record<keyof typeof en, Message> = {
  'export.title': '导出子树',
  'export.note': ({ path }) =>
    `${path} 及其下的每个节点（数据、ACL 和 stat），每个一行 JSON。无权读取的会列出，绝不悄悄略过。`,
  'export.start': '导出',
  'import.title': '导入',
  'import.note': '本页面的导出文件：每行一个 JSON。在你看过计划之前不会写入任何内容。',
  'import.file': '文件',
  'import.choose': '选择…',
  'import.noFile': '尚未选择',
  'import.asInFile': '与文件中的路径相同',
  'import.target': '放到',
  'import.send': '上传并比较',
  'import.sending': ({ percent }) => `正在上传，${percent}%`,
  'import.cut': '文件没有末行：它提前结束了。其中的内容仍可导入。',
  'import.holds': ({ n, root }) => `${root} 的 ${n} 个节点。`,
  'import.overwrite': '覆盖不同的内容；否则保持原样',
  'import.start': ({ n }) => `导入，写入 ${n} 次`,
  'import.nothing': '无须写入：内容都已存在。',
  'import.another': '换一个目标或文件',
  'import.done': ({ n }) => `已导入，写入 ${n} 个`,
  close: '关闭',
};
