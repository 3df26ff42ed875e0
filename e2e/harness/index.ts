export { type Finished, type RunOptions, run, spawnGroup } from './children.ts';
export { Conversation } from './conversation.ts';
export { fourLetterWord } from './four-letter-word.ts';
export { freePort } from './free-port.ts';
export { type RawReply, RawSession } from './raw-session.ts';
export { type RunningServer, type ServerOptions, startServer, writeConfig } from './server.ts';
export {
  apacheClassPath,
  isAvailable,
  type ServerKind,
  serverCommand,
  vivariumCommand,
  vivariumScript,
} from './server-command.ts';
export { freshDirectory, removeWorkDirectories, workDirectory } from './work-directory.ts';
