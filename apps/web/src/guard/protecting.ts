/** The protected prefix that holds the path; null when there is none. `/test2` is not below `/test`. */
export function protectingPrefix(prefixes: readonly string[], path: string): string | null {
  return (
    prefixes.find((prefix) => path === prefix || prefix === '/' || path.startsWith(`${prefix}/`)) ?? null
  );
}
