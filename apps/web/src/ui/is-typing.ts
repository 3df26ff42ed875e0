/** Whether letters belong to what has the focus: a field, a dialog, or the tree, where they look for names. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return (
    /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) ||
    target.isContentEditable ||
    target.closest('[role=tree], dialog') !== null
  );
}
