import type { FaultCode, FaultText } from '@vivarium/contract';

/** Every code that the API answers with, in Chinese; in English they come with the fault itself. */
export const zhFaults: Record<FaultCode, FaultText> = {
  NONODE: { meaning: '此路径下没有节点。', next: '它可能刚被删除。查看父节点，或新建它。' },
  NODEEXISTS: { meaning: '此路径的节点已存在。', next: '打开它，或换一个名称。' },
  BADVERSION: {
    meaning: '你读取之后节点被修改了。没有写入任何内容。',
    next: '与当前数据比较，再以其 version 发送你的内容。',
  },
  NOTEMPTY: { meaning: '节点仍有子节点，ZooKeeper 只删除没有子节点的节点。', next: '打开它，先删除子节点。' },
  NOAUTH: {
    meaning: '此节点的访问控制列表不允许页面的身份这样做。',
    next: '以有权限的身份认证，或请其所有者授予权限。',
  },
  NOCHILDRENFOREPHEMERALS: { meaning: '父节点是临时节点，不能有子节点。', next: '请在持久节点下创建。' },
  INVALIDACL: {
    meaning: '访问控制列表为空，或包含服务器不接受的 scheme 或 id。',
    next: '使用服务器支持的 scheme：world、auth、digest、ip。',
  },
  BADARGUMENTS: {
    meaning: '服务器认为路径或其他参数无效。',
    next: '路径以 / 开头且不以 / 结尾；不能有空的、“.”或“..”部分，也不能有控制字符。',
  },
  UNIMPLEMENTED: {
    meaning: '服务器不支持此操作。',
    next: '容器节点需要 3.5.1；TTL 节点需要 3.5.3 且 extendedTypesEnabled=true。',
  },
  QUOTAEXCEEDED: { meaning: '将超过此节点上方的硬配额。', next: '提高配额，或删除其下的内容。' },
  NOTREADONLY: { meaning: '该成员暂时只读：它失去了仲裁。', next: '等仲裁恢复后再试。' },
  CONNECTIONLOSS: { meaning: '请求发出之前，与成员的连接已断开。', next: '正在重新连接；成员应答后再试。' },
  SESSIONEXPIRED: { meaning: '成员已使页面的 session 过期。', next: '正在建立新的 session；请稍后再试。' },
  OPERATIONTIMEOUT: { meaning: '成员没有及时应答。', next: '查看右侧的成员状态，再试一次。' },
  AUTHFAILED: { meaning: '成员拒绝了页面的凭据。', next: '检查 scheme 和所填的凭据。' },
  MARSHALLINGERROR: { meaning: '成员无法读取该请求。', next: '如果数据很大，请检查成员的 jute.maxbuffer。' },
  SYSTEMERROR: { meaning: '成员报告内部错误。', next: '详情见其日志。' },
  RECREATED: {
    meaning: '你读取之后节点被删除并重新创建。没有写入任何内容。',
    next: '与当前数据比较，再以其 version 发送你的内容。',
  },
  UNKNOWN_OUTCOME: {
    meaning: '请求发出之后连接断开：可能已生效，也可能没有。',
    next: '没有自动重试。请重新读取节点后再决定。',
  },
  TOO_LARGE: {
    meaning: '超过了上限：znode 的数据最多 1 MiB（成员默认的上限），上传的文件最多 256 MiB。',
    next: '把大数据存到别处，这里只留引用；大的树请按子树分几次导入。',
  },
  NO_SESSION: {
    meaning: '此浏览器没有与 Vivarium 的会话。',
    next: '打开 `vivarium up` 打印的地址；其中的令牌只能使用一次。',
  },
  QUOTA_NESTED: {
    meaning: '该节点的上级或下级已有配额，ZooKeeper 在每条路径上只保留一个。',
    next: '请先移除另一个。',
  },
  NO_RIGHT: { meaning: '此会话可以查看，但无权执行该操作。', next: '请向运行此 Vivarium 的人申请所示权限。' },
  BAD_HOST: { meaning: '请求中的主机名不属于此服务器。', next: '请使用 `vivarium up` 打印的地址。' },
  BAD_ORIGIN: { meaning: '请求来自其他页面。', next: '请使用此服务器提供的页面。' },
  BAD_REQUEST: { meaning: '服务器不认识这个请求。', next: '重新加载页面；它可能比服务器旧。' },
  TOO_MANY: { meaning: '同时进行的太多了。', next: '关闭此仪表盘的其他页面，再试一次。' },
  NOT_FOUND: { meaning: '此地址没有内容。', next: '返回节点树。' },
  NOT_EMBEDDED: {
    meaning: '这些成员不是由此 Vivarium 启动的，因此不能终止或切断它们。',
    next: '请使用它们所在机器上的工具。',
  },
  NO_SUCH_MEMBER: { meaning: '集群中没有这个 id 的成员。', next: '重新加载页面；成员列表可能已过时。' },
  MEMBER_NOT_RUNNING: { meaning: '该成员没有运行，无法暂停或继续。', next: '请先重新启动它。' },
  MEMBER_CANNOT_START: { meaning: '无法重新启动该成员。', next: '原因见数据目录中的 vivarium.log。' },
  AUDIT_FAILED: { meaning: '无法写入审计记录，因此没有发送更改。', next: '检查数据目录所在磁盘，再试一次。' },
  REVIEW_NEEDED: {
    meaning: '此连接处于 Review 模式：写入前须先查看将要发送的确切操作。',
    next: '查看该操作，然后再发送。',
  },
  LOCKED: { meaning: '此连接已锁定，不接受写入。', next: '输入连接名称解锁；15 分钟后会自动重新锁定。' },
  PROTECTED: { meaning: '该路径位于受保护的前缀之下。', next: '输入该前缀，确认确实要写入。' },
  WRONG_NAME: { meaning: '输入的名称与要求的不一致。', next: '请按所示名称准确输入。' },
  EPHEMERALS_INSIDE: {
    meaning: '其中有属于活动会话的 ephemeral 节点。',
    next: '确认它们也可以删除；它们无法恢复。',
  },
  SUBTREE_CHANGED: { meaning: '子树与清点时已不相同。没有删除任何节点。', next: '重新清点后再决定。' },
  PLAN_NOT_READY: { meaning: '计划不存在、尚未完成或没有成功。', next: '请重新制定计划。' },
  TOO_MANY_NODES: { meaning: '节点数超过一次操作的上限。', next: '请分部分处理子树。' },
  TARGET_INSIDE: { meaning: '目标就是该节点本身或在其内部。', next: '请选择子树之外的路径。' },
  NOT_UNDOABLE: {
    meaning: '没有可用于撤销的内容：已撤销、太旧或太大。',
    next: '如有导出或历史记录，请使用它们。',
  },
  JOB_ENDED: { meaning: '该任务已结束，或不能再次启动。', next: '查看它的结果。' },
  TOO_MANY_JOBS: { meaning: '同时运行的任务已达上限。', next: '等待其中一个结束，或取消一个。' },
  BAD_UPLOAD: {
    meaning: '该文件不是可读取的导出文件。',
    next: '第一行须注明格式 vivarium-znodes，其后每行一个 znode。',
  },
  NO_SUCH_SESSION: { meaning: '该会话已不存在。', next: '请重新读取会话列表。' },
  NOT_OUR_SESSION: {
    meaning: 'ZooKeeper 不允许关闭他人的会话，而这些成员也不是由此 Vivarium 启动的。',
    next: '请停止该客户端，或等待其超时。',
  },
  SLOW_DOWN: { meaning: '此页面的请求过于频繁。', next: '请稍等一秒再试。' },
  UNREACHABLE: {
    meaning: 'Vivarium 服务没有应答。',
    next: '检查 `vivarium up` 是否仍在运行；页面会自动重连。',
  },
  INTERNAL: { meaning: 'Vivarium 服务处理此请求时失败。', next: '详情见其输出。没有已知的写入。' },
};
