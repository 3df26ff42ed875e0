/** What members and the poller say in English of why something failed; what is not known stays as it was said. */
const CAUSES: readonly (readonly [RegExp, string])[] = [
  [/^nothing listens at (\S+)$/, '$1 没有服务在监听'],
  [/^(\S+) runs but serves no requests yet$/, '$1 在运行，但尚不处理请求'],
  [/^(\S+) did not answer within (\d+) ms$/, '$1 在 $2 ms 内没有应答'],
  [/^(\S+) took no connection within (\d+) ms$/, '$1 在 $2 ms 内没有接受连接'],
  [/^(\S+) closed the connection without an answer$/, '$1 未应答就关闭了连接'],
  [/^(\S+) is not in 4lw\.commands\.whitelist of (\S+)$/, '$2 的 4lw.commands.whitelist 中没有 $1'],
  [
    /^srvr is not in 4lw\.commands\.whitelist of any member$/,
    '任何成员的 4lw.commands.whitelist 中都没有 srvr',
  ],
  [/^no member answers like a ZooKeeper server$/, '没有成员像 ZooKeeper 服务器那样应答'],
  [/^the member does not run now$/, '该成员当前未运行'],
  [/^its thread was ended$/, '其线程已被终止'],
  [/^restarted$/, '正在重启'],
  [/^no quorum supports us$/, '没有得到过半成员的支持'],
  [/^the leader was silent for (\w+) \((\d+) ticks\)$/, 'leader 沉默超过 $1（$2 个 tick）'],
  [
    /^no quorum in step within initLimit \((\d+) ticks\), phase (\w+)$/,
    '在 initLimit（$1 个 tick）内没有过半成员同步，阶段 $2',
  ],
  [/^the counter of this epoch is used up$/, '此 epoch 的计数器已用尽'],
];

export function zhCause(cause: string): string {
  for (const [said, chinese] of CAUSES) if (said.test(cause)) return cause.replace(said, chinese);
  return cause;
}
