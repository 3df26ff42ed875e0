import { useNavigate } from '@tanstack/react-router';
import type { ControlBody, EnsembleView } from '@vivarium/contract';
import { useMemo } from 'react';
import { consequenceSentence } from '../ensemble/consequence.ts';
import { PAGES, pageKeyOf, paramsOf } from '../frame/pages.ts';
import { chooseTheme } from '../frame/theme.ts';
import { speak, type Translate, useLanguage, useTranslate } from '../i18n/language.ts';
import { live } from '../stores/live.ts';
import { pauseMotion, useMotion } from '../stores/motion.ts';
import { useStore } from '../stores/store.ts';
import { copyText } from '../ui/copy.ts';
import { say } from '../ui/toast.ts';
import { api } from '../wire/api.ts';
import { faultOf } from '../wire/call.ts';
import type { Command } from './commands.ts';
import { usePaletteTexts } from './texts.ts';

/** What can be done from everywhere: go to a page, act on a member, change how the page looks. */
export function useFrameCommands(onHelp: () => void): readonly Command[] {
  const t = useTranslate();
  const pt = usePaletteTexts();
  const language = useLanguage();
  const navigate = useNavigate();
  const ensemble = useStore(live, (now) => now.ensemble);
  const { isPaused, isReduced } = useMotion();
  return useMemo(() => {
    const pages = PAGES.map((page) => ({
      id: `go ${pageKeyOf(page)}`,
      text: pt('go', { page: t(page.name) }),
      keys: page.letter === null ? undefined : `G ${page.letter}`,
      run: () => void navigate({ to: page.to, params: paramsOf(page) }),
    }));
    const looks: Command[] = [
      ...(['system', 'light', 'dark'] as const).map((theme) => ({
        id: `theme ${theme}`,
        text: pt('theme', { theme: t(`theme.${theme}`) }),
        run: () => chooseTheme(theme),
      })),
      {
        id: 'language',
        text: language === 'zh' ? 'English' : '简体中文',
        run: () => void speak(language === 'zh' ? 'en' : 'zh', true),
      },
      {
        id: 'motion',
        text: t(isPaused ? 'motion.resume' : 'motion.pause'),
        keys: '.',
        block: isReduced ? t('motion.reduced') : null,
        run: () => pauseMotion(!isPaused),
      },
      {
        id: 'link',
        text: pt('copyLink'),
        run: async () => say((await copyText(location.href)) ? pt('linkCopied') : t('path.copyFailed')),
      },
      { id: 'keys', text: pt('keys'), keys: '?', run: onHelp },
    ];
    return [...pages, ...memberCommands(ensemble, t), ...looks];
  }, [ensemble, t, pt, language, navigate, isPaused, isReduced, onHelp]);
}

function memberCommands(ensemble: EnsembleView | null, t: Translate): Command[] {
  if (ensemble?.embedded !== true) return [];
  const command = (control: ControlBody, text: string): Command => ({
    id: JSON.stringify(control),
    text,
    note: consequenceSentence(ensemble, control, t),
    run: () => {
      api.control(control).then(
        () => say(t('control.done', { n: 1 })),
        (error: unknown) => {
          const { code, meaning } = faultOf(error);
          say(`${code}: ${meaning}`);
        },
      );
    },
  });
  return ensemble.members.flatMap(({ id, name, thread, isolated }) => {
    if (thread === 'killed') return [command({ action: 'restart', member: id }, `${t('act.start')} ${name}`)];
    return [
      command({ action: 'kill', member: id }, `${t('act.kill')} ${name}`),
      command({ action: 'restart', member: id }, `${t('act.restart')} ${name}`),
      thread === 'paused'
        ? command({ action: 'resume', member: id }, `${t('act.resume')} ${name}`)
        : command({ action: 'pause', member: id, forMs: 15_000 }, `${t('act.pause', { s: 15 })} ${name}`),
      isolated
        ? command({ action: 'rejoin', member: id }, `${t('act.rejoin')} ${name}`)
        : command({ action: 'isolate', member: id }, `${t('act.isolate')} ${name}`),
    ];
  });
}
