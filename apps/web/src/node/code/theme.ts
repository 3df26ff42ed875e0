import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import type { Extension } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { styleNonce } from './nonce.ts';

const look = EditorView.theme({
  '&': { height: '100%', color: 'var(--ink)', backgroundColor: 'var(--well)', fontSize: '12px' },
  '&.cm-focused': { outline: '2px solid var(--accent)', outlineOffset: '-2px' },
  '.cm-scroller': { fontFamily: 'var(--mono)', lineHeight: '18px', overflow: 'auto' },
  '.cm-content': { padding: '8px 0', caretColor: 'var(--accent)' },
  '.cm-line': { padding: '0 10px' },
  '.cm-gutters': {
    backgroundColor: 'var(--well)',
    color: 'var(--ink-3)',
    border: '0',
    borderRight: '1px solid var(--line)',
  },
  '.cm-activeLine, .cm-activeLineGutter': {
    backgroundColor: 'color-mix(in oklab, var(--hover) 60%, transparent)',
  },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    background: 'var(--select) !important',
  },
  '.cm-cursor': { borderLeftColor: 'var(--accent)' },
  '.cm-placeholder': { color: 'var(--ink-3)' },
  '.cm-specialChar': { color: 'var(--warn-ink)' },
  '.cm-matchingBracket': { backgroundColor: 'var(--select) !important', outline: '1px solid var(--edge)' },
  '.cm-panels': {
    backgroundColor: 'var(--pane)',
    color: 'var(--ink)',
    borderColor: 'var(--line) !important',
  },
  '.cm-searchMatch': { backgroundColor: 'var(--select)', outline: '1px solid var(--edge)' },
  '.cm-textfield': { backgroundColor: 'var(--well)', border: '1px solid var(--line-strong)' },
  '.cm-button': {
    backgroundImage: 'none',
    backgroundColor: 'var(--pane)',
    border: '1px solid var(--line-strong)',
  },
  '.cm-changedLine': { backgroundColor: 'var(--ok-tint) !important' },
  '.cm-deletedChunk': { backgroundColor: 'var(--down-tint)', padding: '0 10px' },
  '.cm-changedText': {
    background: 'color-mix(in oklab, var(--ok-ink) 28%, transparent) !important',
  },
  '.cm-deletedText, .cm-deletedChunk .cm-deletedText': {
    background: 'color-mix(in oklab, var(--down-ink) 28%, transparent) !important',
  },
  '.cm-collapsedLines': {
    background: 'var(--pane)',
    color: 'var(--ink-2)',
    borderBlock: '1px solid var(--line)',
    padding: '2px 10px',
  },
  // The marks that stand there by default are in few fonts.
  '.cm-collapsedLines:before, .cm-collapsedLines:after': { content: '"…"' },
  '.cm-deletedLineGutter': { background: 'var(--down)' },
  '.cm-changedLineGutter': { background: 'var(--ok-ink)' },
  '.cm-changeGutter': { width: '3px', paddingLeft: '0' },
});

const colours = HighlightStyle.define([
  { tag: [tags.propertyName, tags.attributeName, tags.definition(tags.propertyName)], fontWeight: '600' },
  { tag: [tags.tagName, tags.heading], fontWeight: '600', color: 'var(--ink)' },
  { tag: [tags.string, tags.attributeValue, tags.content, tags.quote], color: 'var(--accent)' },
  { tag: tags.number, color: 'var(--observer-ink)' },
  { tag: [tags.bool, tags.null, tags.keyword, tags.atom], color: 'var(--follower-ink)' },
  { tag: [tags.punctuation, tags.bracket, tags.separator, tags.angleBracket], color: 'var(--ink-3)' },
  { tag: [tags.comment, tags.meta], color: 'var(--ink-3)', fontStyle: 'italic' },
]);

/** The page's own colours, by its tokens, so that a theme switches without the editor. */
export function codeLook(): Extension {
  const nonce = styleNonce();
  return [look, syntaxHighlighting(colours), ...(nonce === '' ? [] : [EditorView.cspNonce.of(nonce)])];
}
