// Syntax of the ids of the `sasl` and `x509` schemes.

/** True for a Kerberos principal of at most two parts, or anything without "@". Source: Apache's KerberosName. */
export function isKerberosName(id: string): boolean {
  return !id.includes('@') || /^[^/@]*(\/[^/@]*)?@[^/@]*$/.test(id);
}

/** The attribute keywords that Java's X500Principal knows. */
const KEYWORDS = new Set(
  (
    'CN C L S ST O OU T IP STREET DC DNQUALIFIER DNQ SURNAME GIVENNAME INITIALS GENERATION ' +
    'EMAIL EMAILADDRESS UID SERIALNUMBER'
  ).split(' '),
);

// One attribute and what ends it: a type, "=", then a quoted, a hexadecimal or a plain value in which specials are
// escaped. No two neighbours can both take a blank, so that no input makes the match go back and forth.
const ATTRIBUTE =
  /\s*([A-Za-z][A-Za-z0-9-]*|(?:OID\.)?[0-9]+(?:\.[0-9]+)+)\s*=\s*("(?:[^"\\]|\\.)*"\s*|#(?:[0-9a-fA-F]{2})+\s*|(?:[^\s,;+"\\<>#=]|\\.)(?:[^,;+"\\<>]|\\.)*|)([,;+]|$)/suy;

/** True for a distinguished name as RFC 2253 writes it; the empty name counts, as it does in Java. */
export function isDistinguishedName(id: string): boolean {
  if (id.trim() === '') return true;
  let at = 0;
  for (;;) {
    ATTRIBUTE.lastIndex = at;
    const match = ATTRIBUTE.exec(id);
    const [all, type, , end] = match ?? [];
    if (all === undefined || type === undefined) return false;
    if (!/^(OID\.)?[0-9]/.test(type) && !KEYWORDS.has(type.toUpperCase())) return false;
    at += all.length;
    if (end === '') return true;
  }
}
