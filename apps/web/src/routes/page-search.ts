import type { RecipeKind } from '@vivarium/contract';
import { RECIPE_KINDS, WORDS, type Word } from '@vivarium/contract';
import { type MemberPanelName, PANELS } from '../words/panel-names.ts';

/** What the Case shows: the node that is looked at, and whether the plant is a list. */
export interface CaseSearch {
  sel?: string;
  as?: 'list';
}

export function validateCaseSearch(search: Record<string, unknown>): CaseSearch {
  const isPath = typeof search.sel === 'string' && search.sel.startsWith('/');
  return {
    ...(isPath ? { sel: search.sel as string } : {}),
    ...(search.as === 'list' ? { as: 'list' } : {}),
  };
}

/** What the Ensemble page shows beside everything: the member that is open, and what of it. */
export interface EnsembleSearch {
  member?: string;
  panel?: MemberPanelName;
  /** The four-letter word that is asked. */
  word?: Word;
  as?: 'raw';
}

export function validateEnsembleSearch(search: Record<string, unknown>): EnsembleSearch {
  const panel = PANELS.find((each) => each === search.panel);
  const word = WORDS.find((each) => each === search.word);
  return {
    ...(isNumber(search.member) ? { member: search.member } : {}),
    ...(panel === undefined ? {} : { panel }),
    ...(word === undefined ? {} : { word }),
    ...(search.as === 'raw' ? { as: 'raw' } : {}),
  };
}

/** Where a record is read: the event or the time looked at, the speed, what it is compared with, whether every notification is listed. */
export interface FailoverSearch {
  mark?: string;
  /** Ms after the start. */
  t?: string;
  speed?: string;
  vs?: string;
  votes?: 'all';
}

export function validateFailoverSearch(search: Record<string, unknown>): FailoverSearch {
  return {
    ...(isNumber(search.mark) ? { mark: search.mark } : {}),
    ...(isTime(search.t) ? { t: search.t } : {}),
    ...(isTime(search.speed) ? { speed: search.speed } : {}),
    ...(isNumber(search.vs) ? { vs: search.vs } : {}),
    ...(search.votes === 'all' ? { votes: 'all' } : {}),
  };
}

/** The session that is open, the filter of the list, and the znode whose sessions are asked for. */
export interface SessionsSearch {
  id?: string;
  q?: string;
  of?: string;
}

export function validateSessionsSearch(search: Record<string, unknown>): SessionsSearch {
  return texts(search, 'id', 'q', 'of');
}

/** How the watches are listed (totals only when missing), and the one path that is asked for. */
export interface WatchesSearch {
  by?: 'path' | 'session';
  path?: string;
}

export function validateWatchesSearch(search: Record<string, unknown>): WatchesSearch {
  const isPath = typeof search.path === 'string' && search.path.startsWith('/');
  return {
    ...(search.by === 'path' || search.by === 'session' ? { by: search.by } : {}),
    ...(isPath ? { path: search.path as string } : {}),
  };
}

/** What is looked for among the records, and the one that is open. */
export interface AuditSearch {
  actor?: string;
  path?: string;
  op?: string;
  kind?: string;
  from?: string;
  to?: string;
  seq?: string;
}

export function validateAuditSearch(search: Record<string, unknown>): AuditSearch {
  return texts(search, 'actor', 'path', 'op', 'kind', 'from', 'to', 'seq');
}

/** Those of the values that are texts with something in them. */
function texts<K extends string>(search: Record<string, unknown>, ...keys: readonly K[]) {
  const found: { [N in K]?: string } = {};
  for (const key of keys) {
    const value = search[key];
    if (typeof value === 'string' && value !== '') found[key] = value;
  }
  return found;
}

/** Which recipe is looked at, and what the reader said that it is. */
export interface RecipeSearch {
  path?: string;
  as?: RecipeKind;
}

export function validateRecipeSearch(search: Record<string, unknown>): RecipeSearch {
  const as = RECIPE_KINDS.find((kind) => kind === search.as);
  return {
    ...(isPath(search.path) ? { path: search.path } : {}),
    ...(as === undefined ? {} : { as }),
  };
}

/** Where a registry of Kafka stands, and what is looked at there. */
export interface KafkaSearch {
  root?: string;
  view?: 'brokers' | 'topics' | 'admin';
  topic?: string;
}

export function validateKafkaSearch(search: Record<string, unknown>): KafkaSearch {
  const { view, topic } = search;
  return {
    ...(isPath(search.root) ? { root: search.root } : {}),
    ...(view === 'brokers' || view === 'topics' || view === 'admin' ? { view } : {}),
    ...(typeof topic === 'string' && topic !== '' ? { topic } : {}),
  };
}

function isPath(value: unknown): value is string {
  return typeof value === 'string' && value.startsWith('/');
}

function isTime(value: unknown): value is string {
  return typeof value === 'string' && /^-?\d{1,9}(\.\d{1,3})?$/.test(value);
}

function isNumber(value: unknown): value is string {
  return typeof value === 'string' && /^\d{1,9}$/.test(value);
}
