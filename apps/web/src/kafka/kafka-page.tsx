import { useNavigate, useSearch } from '@tanstack/react-router';
import { usePresentDemo } from '../demo/demo-store.ts';
import { usePageTitle } from '../frame/standing-signs.tsx';
import { formatAge } from '../i18n/format.ts';
import { useTranslate } from '../i18n/language.ts';
import { Verdict } from '../member/verdict.tsx';
import { useFound } from '../recipes/found-store.ts';
import type { KafkaSearch } from '../routes/page-search.ts';
import { useNowMs } from '../stores/clock.ts';
import { live } from '../stores/live.ts';
import { useStore } from '../stores/store.ts';
import { visible } from '../tree/path.ts';
import { Choice } from '../ui/button.tsx';
import { FaultNote } from '../ui/fault-note.tsx';
import { Pane } from '../ui/pane.tsx';
import { faultOf } from '../wire/call.ts';
import { BrokersPane } from './brokers-pane.tsx';
import css from './kafka.module.css';
import { Pending } from './pending.tsx';
import { RootPicker } from './root-picker.tsx';
import { useKafkaTexts } from './texts.ts';
import { Topics } from './topics-pane.tsx';
import { useRegistry } from './use-registry.ts';

const IDS = '/brokers/ids';

/** Which brokers, controller and topics does Kafka keep here? */
export function KafkaPage() {
  const t = useTranslate();
  const kt = useKafkaTexts();
  usePageTitle(t('nav.kafka'));
  const search: KafkaSearch = useSearch({ from: '/c/$conn/kafka', shouldThrow: false }) ?? {};
  const navigate = useNavigate();
  const found = useFound();
  const demo = usePresentDemo();
  const skewMs = useStore(live, (now) => now.skewMs);
  const nowMs = useNowMs() + skewMs;
  const candidates = (found.list?.recipes ?? [])
    .filter(({ path }) => path.endsWith(IDS))
    .map(({ path }) => path.slice(0, -IDS.length) || '/');
  // Until the tree was looked through, the usual root is not guessed.
  const isKnown = found.list !== null || found.fault !== null;
  const root = search.root ?? candidates[0] ?? (isKnown ? '/' : null);
  const { data: registry, error, group, versions } = useRegistry(root);
  const isSimulated = demo?.actors.some(
    ({ isSimulated: is, roots }) => is && root !== null && roots.includes(root),
  );
  const go = (next: KafkaSearch) =>
    void navigate({ to: '/c/$conn/kafka', params: { conn: 'local' }, search: next });
  const view = search.view === 'admin' ? 'admin' : 'topics';
  return (
    <>
      <Verdict />
      <div className={css.bar}>
        <RootPicker
          key={root ?? ''}
          root={root ?? '/'}
          candidates={candidates.filter((path) => path !== root)}
          onPick={(next) => go({ root: next })}
          kt={kt}
        />
        {isSimulated ? <span className={css.simulated}>{kt('simulated')}</span> : null}
        {registry ? (
          <span className="label">{kt('read', { age: formatAge(nowMs - registry.readAtMs, t) })}</span>
        ) : null}
      </div>
      {error === null || registry === undefined ? null : (
        <div className={css.fault}>
          <FaultNote fault={faultOf(error)} />
        </div>
      )}
      {registry === undefined ? (
        <div className={css.page}>
          <Pane title={kt('brokers')} className={css.brokers}>
            {error === null ? (
              <p className={css.empty}>{kt('reading')}</p>
            ) : (
              <FaultNote fault={faultOf(error)} />
            )}
          </Pane>
          <Pane title={kt(view)} className={css.topics}>
            {null}
          </Pane>
        </div>
      ) : registry === null ? (
        <div className={css.none}>
          <Pane title={kt('registry')}>
            <p className={css.empty}>
              <strong>{kt('none', { root: visible(root ?? '/') })}</strong> {kt('noneWhy')}
            </p>
          </Pane>
        </div>
      ) : (
        <div className={css.page}>
          <BrokersPane registry={registry} group={group} epochs={versions} nowMs={nowMs} kt={kt} />
          <Pane
            title={kt(view)}
            className={css.topics}
            end={
              <Choice
                label={kt('view')}
                value={view}
                onChoose={(next) => go({ ...search, view: next })}
                options={[
                  { value: 'topics', text: `${kt('topics')} ${registry.topicsTotal}` },
                  { value: 'admin', text: `${kt('admin')} ${registry.pending.length}` },
                ]}
              />
            }
          >
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard. */}
            <div className={css.scroll} tabIndex={0}>
              {view === 'topics' ? (
                <Topics registry={registry} search={search} kt={kt} />
              ) : (
                <Pending pending={registry.pending} kt={kt} />
              )}
            </div>
          </Pane>
        </div>
      )}
    </>
  );
}
