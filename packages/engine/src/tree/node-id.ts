/** A znode's slot in the tree's tables. Valid until the znode is deleted; then it may name another. */
export type NodeId = number;
/** `find` answers this when there is no such znode. */
export const NO_NODE: NodeId = -1;
