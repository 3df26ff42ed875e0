import type { ConfigurationFacts, ConfigurationVersion } from '@vivarium/contract';
import { formatBytes, formatTime } from '../i18n/format.ts';
import { useLanguage, useTranslate } from '../i18n/language.ts';
import { Diff } from '../node/diff.tsx';
import { visible } from '../tree/path.ts';
import type { PartProps } from './part-props.ts';
import css from './parts.module.css';
import { spanText } from './span-text.ts';
import type { RecipeTranslate } from './texts.ts';
import { Watchers } from './watchers.tsx';

/** The server keeps so many characters of each version. */
const TEXT_MAX = 200;
/** The newest are shown whole; the others open on demand. */
const OPEN_FIRST = 2;

/** The versions as they came, each beside the one before, and who is told of the next. */
export function ConfigurationPart({ path, facts, moment, rt }: PartProps<ConfigurationFacts>) {
  const { current, versions } = facts;
  const isCut = versions.some(({ text }) => text !== null && text.length >= TEXT_MAX);
  return (
    <>
      <p className={`caption ${css.fact}`}>
        {rt('config.current', { version: current.version })},{' '}
        {rt('config.read', { age: spanText(moment.nowMs - current.atMs, rt) })}
      </p>
      <Watchers path={path} version={current.version} rt={rt} />
      <h3 className={`label ${css.heading}`}>{rt('config.versions')}</h3>
      {versions.length < 2 ? <p className={css.note}>{rt('config.never')}</p> : null}
      <ol className={css.versions}>
        {versions.toReversed().map((version, at, newestFirst) => (
          <Version
            key={version.mzxid}
            version={version}
            before={newestFirst[at + 1] ?? null}
            isOpen={at < OPEN_FIRST}
            rt={rt}
          />
        ))}
      </ol>
      {isCut ? <p className={`label ${css.note}`}>{rt('config.cut')}</p> : null}
    </>
  );
}

interface VersionProps {
  readonly version: ConfigurationVersion;
  readonly before: ConfigurationVersion | null;
  readonly isOpen: boolean;
  readonly rt: RecipeTranslate;
}

function Version({ version, before, isOpen, rt }: VersionProps) {
  const t = useTranslate();
  const language = useLanguage();
  const missing = before === null ? 0 : version.version - before.version - 1;
  return (
    <li>
      <details className={css.version} open={isOpen}>
        <summary className={css.versionHead}>
          <strong>{rt('config.current', { version: version.version })}</strong>
          <span className="mono">{formatTime(version.atMs, language)}</span>
          <span className="mono">{version.mzxid}</span>
          <span className="mono">{formatBytes(version.dataLength, t)}</span>
          {missing > 0 ? <span className={css.dim}>{rt('config.missing', { n: missing })}</span> : null}
        </summary>
        {version.text === null ? (
          <p className={css.dim}>{rt('config.binary', { n: version.dataLength })}</p>
        ) : before?.text == null ? (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
          <pre className={`mono ${css.text}`} tabIndex={0}>
            {version.text.split('\n').map(visible).join('\n')}
          </pre>
        ) : (
          <Diff
            before={before.text}
            after={version.text}
            beforeLabel={rt('config.before', { version: before.version })}
            afterLabel={rt('config.before', { version: version.version })}
          />
        )}
      </details>
    </li>
  );
}
