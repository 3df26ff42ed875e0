/** The path of a child. */
export function below(path: string, name: string): string {
  return path === '/' ? `/${name}` : `${path}/${name}`;
}

/** The path one up; null for the root. */
export function parentOf(path: string): string | null {
  if (path === '/') return null;
  const slash = path.lastIndexOf('/');
  return slash <= 0 ? '/' : path.slice(0, slash);
}

/** The last part; `/` for the root. */
export function nameOf(path: string): string {
  return path === '/' ? '/' : path.slice(path.lastIndexOf('/') + 1);
}

/** The path with another top: what stands at `from` stands at `to`. */
export function moved(path: string, from: string, to: string): string {
  const rest = from === '/' ? path : path.slice(from.length);
  if (rest === '' || rest === '/') return to;
  return to === '/' ? rest : `${to}${rest}`;
}
