import type { Message } from '../message.ts';
import type { en } from './en.ts';

const count = (n: unknown): string => Number(n).toLocaleString('zh-CN');

export const zh: Record<keyof typeof en, Message> = {
  plant: '以植物形态显示的 znode',
  asList: '以列表显示',
  asPlant: '以植物显示',
  bare: '这里只有 /zookeeper。',
  bareNext: '可在“节点树”中创建节点，或连接一个客户端。',
  growing: '正在读取节点树…',
  frozen: ({ time }) => `截至 ${time}`,
  hint: '单击查看节点，双击或按 Enter 打开；方向键沿枝条移动',
  open: '在节点树中打开',
  persistent: '持久',
  ephemeral: '临时',
  container: '容器',
  ttl: 'TTL',
  holds: '排在队首',
  session: ({ session }) => `会话 ${session}`,
  children: ({ n }) => `${count(n)} 个子节点`,
  hidden: ({ n }) => `其中 ${count(n)} 个未画出`,
  closed: '无权列出其子节点',
  kill: '终止 leader',
  edit: ({ path }) => `编辑 ${path}`,
  'list.path': '路径',
  'list.kind': '类型',
  'list.children': '子节点',
  'list.changed': '更改时间',
  'list.owner': '会话',
  members: '成员',
  'members.member': '成员',
  'members.mode': '模式',
  'members.lag': '落后',
  'members.silent': '无应答',
};
