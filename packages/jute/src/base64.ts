const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Standard base64 with padding: digest ids are compared in this form. */
export function base64(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 3) {
    const left = bytes.length - at;
    const b0 = bytes[at] as number;
    const b1 = left > 1 ? (bytes[at + 1] as number) : 0;
    const b2 = left > 2 ? (bytes[at + 2] as number) : 0;
    text += ALPHABET[b0 >> 2];
    text += ALPHABET[((b0 & 3) << 4) | (b1 >> 4)];
    text += left > 1 ? ALPHABET[((b1 & 15) << 2) | (b2 >> 6)] : '=';
    text += left > 2 ? ALPHABET[b2 & 63] : '=';
  }
  return text;
}
