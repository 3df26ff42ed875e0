/** In the order of their tabs. */
export const PANELS = ['mntr', '4lw', 'config', 'log'] as const;
export type MemberPanelName = (typeof PANELS)[number];
