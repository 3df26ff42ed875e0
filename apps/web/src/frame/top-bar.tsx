import { useMatch } from '@tanstack/react-router';
import { Monitor, Moon, Sun } from 'lucide-react';
import { DemoDoor } from '../demo/demo-door.tsx';
import { GuardDoor } from '../guard/guard-door.tsx';
import { speak, useLanguage, useTranslate } from '../i18n/language.ts';
import { PaletteDoor } from '../palette/palette-door.tsx';
import { live } from '../stores/live.ts';
import { useStore } from '../stores/store.ts';
import { Choice } from '../ui/button.tsx';
import { PathBar } from './path-bar.tsx';
import { chooseTheme, useTheme } from './theme.ts';
import css from './top-bar.module.css';

const icon = { size: 15, strokeWidth: 1.75, 'aria-hidden': true } as const;

export function TopBar() {
  const t = useTranslate();
  // Of the page that is shown, not of the one that the address already names.
  const isTree = useMatch({ from: '/c/$conn/tree', shouldThrow: false }) !== undefined;
  const theme = useTheme();
  const language = useLanguage();
  const ensemble = useStore(live, (now) => now.ensemble);
  const link = useStore(live, (now) => now.link.state);
  return (
    <div className={css.bar}>
      <span className={`mono ${css.chip}`} data-link={link}>
        <span className={css.dot} aria-hidden="true" />
        <span className={css.chipText}>{ensemble?.label ?? t('link.connecting')}</span>
      </span>
      <GuardDoor />
      <DemoDoor />
      {isTree ? <PathBar /> : null}
      <div className={css.switches}>
        <PaletteDoor />
        <Choice
          label={t('theme.label')}
          value={theme}
          onChoose={chooseTheme}
          options={[
            { value: 'system', text: <Monitor {...icon} />, name: t('theme.system') },
            { value: 'light', text: <Sun {...icon} />, name: t('theme.light') },
            { value: 'dark', text: <Moon {...icon} />, name: t('theme.dark') },
          ]}
        />
        <Choice
          label={t('language.label')}
          value={language}
          onChoose={(next) => void speak(next, true)}
          options={[
            { value: 'en', text: 'EN', name: 'English' },
            { value: 'zh', text: <span lang="zh-CN">中</span>, name: '简体中文' },
          ]}
        />
      </div>
    </div>
  );
}
