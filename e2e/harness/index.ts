export { type Finished, type RunOptions, run, spawnGroup } from './children.ts';
export { Conversation } from './conversation.ts';
export {
  Ensemble,
  type EnsembleMember,
  type EnsembleOptions,
  type Mode,
  prepareEnsemble,
  startEnsemble,
} from './ensemble.ts';
export { contradictions, History } from './ensemble-history.ts';
export { EnsembleLinks } from './ensemble-links.ts';
export { EnsembleLoad } from './ensemble-load.ts';
export { fourLetterWord } from './four-letter-word.ts';
export { freePort } from './free-port.ts';
export { Gate } from './gate.ts';
export { parseRead, type RawReply, RawSession } from './raw-session.ts';
export { prepareServer, type RunningServer, type ServerOptions, startServer, writeConfig } from './server.ts';
export {
  apacheClassPath,
  isAvailable,
  type ServerKind,
  serverCommand,
  vivariumCommand,
  vivariumScript,
} from './server-command.ts';
export { freshDirectory, removeWorkDirectories, workDirectory } from './work-directory.ts';
