/**
 * The URL's query as plain `key=value`, `/ : , @` left readable. Values are text exactly as they are: no
 * JSON, no `+` for a space. A znode path with `%`, `#`, `?` or `&` must come back as the same path.
 */
export function searchText(search: Readonly<Record<string, unknown>>): string {
  const pairs = Object.entries(search)
    .filter(([, value]) => typeof value === 'string' && value !== '')
    .map(([key, value]) => `${encodeURIComponent(key)}=${readable(String(value))}`);
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
}

export function parseSearchText(text: string): Record<string, string> {
  const search = new Map<string, string>();
  for (const pair of text.replace(/^\?/, '').split('&')) {
    const equals = pair.indexOf('=');
    if (equals <= 0) continue;
    search.set(decode(pair.slice(0, equals)), decode(pair.slice(equals + 1)));
  }
  return Object.fromEntries(search);
}

function readable(value: string): string {
  return encodeURIComponent(value).replace(/%(2F|3A|2C|40)/g, (escaped) => decodeURIComponent(escaped));
}

/** A hand-typed `%` that escapes nothing stands for itself. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/**
 * What a page does not know of its URL reaches it as absent: the router lays what was validated over what was typed, so
 * that a value which was dropped would come back as it stood.
 */
export function knownOnly<T extends object>(validate: (search: Record<string, unknown>) => T) {
  return (search: Record<string, unknown>): T => ({
    ...Object.fromEntries(Object.keys(search).map((key) => [key, undefined])),
    ...validate(search),
  });
}
