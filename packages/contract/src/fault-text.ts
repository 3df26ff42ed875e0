/** An error in plain words: what it means, and what to do next. */
export interface FaultText {
  readonly meaning: string;
  readonly next: string;
}

/**
 * Every code the API answers with. The first block carries ZooKeeper's own names; the second is ours.
 */
export const FAULT_TEXTS = {
  NONODE: {
    meaning: 'There is no node at this path.',
    next: 'It may just have been deleted. Look at its parent, or create it.',
  },
  NODEEXISTS: {
    meaning: 'A node with this path exists already.',
    next: 'Open it, or choose another name.',
  },
  BADVERSION: {
    meaning: 'The node was changed after you read it. Nothing was written.',
    next: 'Compare with the current data, then send yours against its version.',
  },
  NOTEMPTY: {
    meaning: 'The node still has children, and ZooKeeper deletes only nodes without.',
    next: 'Open it and delete its children first.',
  },
  NOAUTH: {
    meaning: 'The access list of this node does not allow this to the dashboard’s identity.',
    next: 'Authenticate as somebody who has the permission, or ask the owner to grant it.',
  },
  NOCHILDRENFOREPHEMERALS: {
    meaning: 'The parent is ephemeral, and ephemeral nodes cannot have children.',
    next: 'Create it under a persistent node.',
  },
  INVALIDACL: {
    meaning: 'The access list is empty or names a scheme or id that the server does not accept.',
    next: 'Use schemes the server knows: world, auth, digest, ip.',
  },
  BADARGUMENTS: {
    meaning: 'The server refuses the path or another argument as invalid.',
    next: 'Paths start with / and do not end with it; no empty, “.” or “..” parts, no control characters.',
  },
  UNIMPLEMENTED: {
    meaning: 'The server does not know this operation.',
    next: 'Containers need server 3.5.1; TTL nodes need 3.5.3 and extendedTypesEnabled=true.',
  },
  QUOTAEXCEEDED: {
    meaning: 'A hard quota above this node would be exceeded.',
    next: 'Raise the quota, or remove something below it.',
  },
  NOTREADONLY: {
    meaning: 'The member is read-only for now: it has lost its quorum.',
    next: 'Wait until the quorum is back, then try again.',
  },
  CONNECTIONLOSS: {
    meaning: 'The connection to the member broke before anything was sent.',
    next: 'It is being re-established; try again when the member answers.',
  },
  SESSIONEXPIRED: {
    meaning: 'The member has expired the dashboard’s session.',
    next: 'A new session is being opened; try again in a moment.',
  },
  OPERATIONTIMEOUT: {
    meaning: 'The member did not answer in time.',
    next: 'Look at its state on the right, then try again.',
  },
  AUTHFAILED: {
    meaning: 'The member refuses the dashboard’s credentials.',
    next: 'Check the scheme and the credentials that were given.',
  },
  MARSHALLINGERROR: {
    meaning: 'The member could not read the request.',
    next: 'If the data is large, check jute.maxbuffer on the member.',
  },
  SYSTEMERROR: {
    meaning: 'The member reports an internal error.',
    next: 'Its log says more.',
  },

  RECREATED: {
    meaning: 'The node was deleted and made anew after you read it. Nothing was written.',
    next: 'Compare with the current data, then send yours against its version.',
  },
  UNKNOWN_OUTCOME: {
    meaning: 'The connection broke after the request had left: it may or may not have taken effect.',
    next: 'Nothing was retried. Read the node again before you decide.',
  },
  TOO_LARGE: {
    meaning:
      'It is larger than what is taken: 1 MiB for the data of a znode, as members take by default, and 256 MiB for an upload.',
    next: 'Store large values elsewhere and keep a reference here; import a large tree in parts, one subtree after the other.',
  },
  NO_SESSION: {
    meaning: 'This browser holds no session with Vivarium.',
    next: 'Open the address that `vivarium up` printed; its token works once.',
  },
  QUOTA_NESTED: {
    meaning: 'There is a quota above or below this node, and ZooKeeper keeps only one on each way down.',
    next: 'Take the other one away first.',
  },
  NO_RIGHT: {
    meaning: 'This session may look, but not do this.',
    next: 'Ask whoever runs this Vivarium for the right that is named.',
  },
  BAD_HOST: {
    meaning: 'The request names a host that this server does not answer for.',
    next: 'Open the address exactly as `vivarium up` printed it.',
  },
  BAD_ORIGIN: {
    meaning: 'The request comes from another page.',
    next: 'Use the page that this server serves.',
  },
  BAD_REQUEST: {
    meaning: 'The request is not one that this server knows.',
    next: 'Reload the page; it may be older than the server.',
  },
  TOO_MANY: {
    meaning: 'Too many of these at once.',
    next: 'Close other pages of this dashboard, then try again.',
  },
  NOT_FOUND: {
    meaning: 'There is nothing at this address.',
    next: 'Go back to the tree.',
  },
  NOT_EMBEDDED: {
    meaning: 'These members were not started by this Vivarium, so it cannot stop or cut them.',
    next: 'Use the tools of the machine they run on.',
  },
  NO_SUCH_MEMBER: {
    meaning: 'The ensemble has no member with this id.',
    next: 'Reload the page; its list of members may be old.',
  },
  MEMBER_NOT_RUNNING: {
    meaning: 'The member is not running, so there is nothing to pause or resume.',
    next: 'Restart it first.',
  },
  MEMBER_CANNOT_START: {
    meaning: 'The member could not be started again.',
    next: 'Its line in vivarium.log of the data directory says why.',
  },
  AUDIT_FAILED: {
    meaning: 'The audit record could not be written, so the change was not sent.',
    next: 'Check the disk of the data directory; then try again.',
  },
  REVIEW_NEEDED: {
    meaning: 'This connection is in review: a write goes only after its author has seen it as it leaves.',
    next: 'Look at the exact operation, then send it.',
  },
  LOCKED: {
    meaning: 'This connection is locked: it takes no writes.',
    next: 'Unlock it by typing its name; it locks itself again after 15 minutes.',
  },
  PROTECTED: {
    meaning: 'The path is at or below a protected prefix.',
    next: 'Type the prefix to confirm that this write is meant for it.',
  },
  WRONG_NAME: {
    meaning: 'The name that was typed is not the one asked for.',
    next: 'Type it exactly as it is shown.',
  },
  EPHEMERALS_INSIDE: {
    meaning: 'There are ephemeral nodes inside, which belong to live sessions.',
    next: 'Confirm that they may go too. They cannot be brought back.',
  },
  SUBTREE_CHANGED: {
    meaning: 'The subtree is no longer the one that was counted. Nothing was deleted.',
    next: 'Look at it again, then decide.',
  },
  PLAN_NOT_READY: {
    meaning: 'The plan is not there, has not ended, or did not succeed.',
    next: 'Make a new plan.',
  },
  TOO_MANY_NODES: {
    meaning: 'There are more znodes than one piece of work takes.',
    next: 'Take a part of the subtree.',
  },
  TARGET_INSIDE: {
    meaning: 'The target is the node itself or inside it.',
    next: 'Choose a path outside the subtree.',
  },
  NOT_UNDOABLE: {
    meaning: 'There is nothing kept to undo this: it was undone, is too old, or was too large.',
    next: 'Use an export or the history, if there is one.',
  },
  JOB_ENDED: {
    meaning: 'The job has ended already, or cannot be started again.',
    next: 'Look at its result.',
  },
  TOO_MANY_JOBS: {
    meaning: 'As many jobs run as may run at once.',
    next: 'Wait for one to end, or cancel one.',
  },
  BAD_UPLOAD: {
    meaning: 'The file is not an export that can be read.',
    next: 'Its first line names the format vivarium-znodes, and each further line is one znode.',
  },
  NO_SUCH_SESSION: {
    meaning: 'There is no such session any more.',
    next: 'Read the list of sessions again.',
  },
  NOT_OUR_SESSION: {
    meaning: 'ZooKeeper gives nobody a way to close somebody else’s session, and these members are not ours.',
    next: 'Stop the client itself, or wait until its timeout has passed.',
  },
  SLOW_DOWN: {
    meaning: 'This page asks faster than the server answers anyone.',
    next: 'Wait a second, then try again.',
  },
  UNREACHABLE: {
    meaning: 'The Vivarium server does not answer.',
    next: 'Check that `vivarium up` is still running; this page reconnects by itself.',
  },
  INTERNAL: {
    meaning: 'The Vivarium server failed at this request.',
    next: 'Its output says more. Nothing is known to have been written.',
  },
} as const satisfies Record<string, FaultText>;

export type FaultCode = keyof typeof FAULT_TEXTS;
