/**
 * A case with a ground line and one point of light: the only chamfered corners, the only amber at rest. It goes
 * out with the quorum.
 */
export function Logo({ isDark = false }: { readonly isDark?: boolean }) {
  return (
    <svg width="20" height="20" viewBox="0 0 20 20" aria-hidden="true">
      <path d="M3.5 2.5h13v11l-3 4h-10z" fill="none" stroke="currentColor" strokeWidth="1.5" />
      <path d="M3.5 12.5h13" stroke="var(--edge)" strokeWidth="1.5" />
      <circle
        cx="10"
        cy="7.5"
        r="2"
        fill={isDark ? 'none' : 'var(--leader)'}
        stroke={isDark ? 'currentColor' : 'none'}
      />
    </svg>
  );
}
