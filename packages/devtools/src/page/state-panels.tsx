import { bytes, count, percent, span } from './formats.js';
import { Facts, Meter, Panel } from './panel.js';
import type { FunctionState, StorageState } from './protocol.js';

interface Shown {
  readonly of: FunctionState;
}

export function AnswersPanel({ of: { figures } }: Shown) {
  return (
    <Panel name="Answers">
      <Facts
        facts={[
          ['calls', count(figures.calls)],
          ['hit ratio', percent(figures.hitRatio)],
          ['hits', count(figures.hits)],
          ['stale hits', count(figures.staleHits)],
          ['joins', count(figures.joins)],
          ['misses', count(figures.misses)],
          ['refusals', count(figures.refusals)],
          ['loads', count(figures.loads)],
          ['failed loads', count(figures.loadFailures)],
          ['refreshes', count(figures.backgroundRefreshes)],
          ['fenced loads', count(figures.fencedLoads)],
          ['refused offers', count(figures.refusedOffers)],
          ['queued loads', count(figures.queuedLoads)],
          ['rejected loads', count(figures.rejectedLoads)],
          ['invalidations', count(figures.invalidations)],
          ['evictions', count(figures.evictions)],
        ]}
      />
    </Panel>
  );
}

export function HoldingsPanel({ of: { holdings, storage } }: Shown) {
  const { entries, weight, capacity, strategy } = holdings;
  const used = weight ?? entries;
  const own = capacity !== undefined && used !== undefined;
  return (
    <Panel name="Entries and bound">
      {own && (
        <Meter
          used={used}
          of={capacity}
          text={`${count(used)} of ${count(capacity)}${weight === undefined ? ' entries' : ' in weight'}`}
        />
      )}
      <Bounds storage={storage} />
      <Facts
        facts={[
          ['entries', count(entries)],
          ['strategy', strategy],
        ]}
      />
    </Panel>
  );
}

/** A storage's own bounds, over all its functions. */
function Bounds({ storage }: { readonly storage: StorageState }) {
  const { name, maxEntries, maxBytes, tiers = [] } = storage;
  return (
    <>
      {maxEntries !== undefined && (
        <Meter
          used={storage.entries ?? 0}
          of={maxEntries}
          text={`${name}, all functions: ${count(storage.entries)} of ${count(maxEntries)} entries`}
        />
      )}
      {maxBytes !== undefined && (
        <Meter
          used={storage.bytes ?? 0}
          of={maxBytes}
          text={`${name}, all functions: ${bytes(storage.bytes ?? 0)} of ${bytes(maxBytes)}`}
        />
      )}
      {tiers.map((tier) => (
        <Bounds key={tier.name} storage={tier} />
      ))}
    </>
  );
}

export function StoragePanel({ of: { storage, figures } }: Shown) {
  const { breaker, unconfirmed, log } = storage;
  return (
    <Panel name="Storage and tiers">
      <ol class="tiers">
        {(storage.tiers ?? [storage]).map((tier) => (
          <li key={tier.name}>{tier.name}</li>
        ))}
      </ol>
      <Facts
        facts={[
          ['breaker', <span class={`mark ${breaker === 'closed' ? 'good' : 'bad'}`}>{breaker}</span>],
          ['seen by', storage.shared ? 'other processes too' : 'this process'],
          ['failures', count(figures.storageFailures)],
          ['unconfirmed removals', unconfirmed === null ? 'all keys' : count(unconfirmed)],
          ...(log
            ? ([
                [
                  'log',
                  <span class={`mark ${log.isTrusted ? 'good' : 'bad'}`}>{log.isTrusted ? 'trusted' : 'behind'}</span>,
                ],
                ['log lag', `${span(log.lag)} of ${span(log.maxStaleness)}`],
                ['log gaps', count(log.gaps)],
              ] as const)
            : []),
        ]}
      />
    </Panel>
  );
}

export function SettingsPanel({ of: { settings } }: Shown) {
  return (
    <Panel name="Settings">
      <Facts facts={Object.entries(settings).map(([name, value]) => [name, valueText(value)] as const)} />
    </Panel>
  );
}

function valueText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
