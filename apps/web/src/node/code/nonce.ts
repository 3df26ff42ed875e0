/** The server's leave for the editor's one style element; none where the page's own server does not ask for it. */
export function styleNonce(): string {
  return document.querySelector<HTMLMetaElement>('meta[name=csp-nonce]')?.nonce ?? '';
}
