import { useRef } from 'preact/hooks';
import { callsOf, Sparkline } from './calls-panel.js';
import { count, percent } from './formats.js';
import type { FunctionState } from './protocol.js';
import { chosen, functions, latest, points, shown, titleOf } from './store.js';

/** All functions that are to be seen; one of them is chosen, by mouse or by arrow keys. */
export function FunctionList() {
  const list = useRef<HTMLTableSectionElement>(null);
  const move = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const all = functions.value;
    const at = all.findIndex(({ id }) => id === shown.value?.id);
    const next = all[Math.min(all.length - 1, Math.max(0, at + step))];
    if (next === undefined) return;
    chosen.value = next.id;
    list.current?.querySelector<HTMLButtonElement>(`button[data-id="${next.id}"]`)?.focus();
  };
  if (latest.value === undefined) return <p class="nothing">waiting for the process</p>;
  if (functions.value.length === 0) {
    return <p class="nothing">{latest.value.functions.length === 0 ? 'nothing is memoized yet' : 'nothing fits'}</p>;
  }
  return (
    <table class="functions">
      <thead>
        <tr>
          <th scope="col">function</th>
          <th scope="col">calls</th>
          <th scope="col" class="number">
            per second
          </th>
          <th scope="col" class="number">
            hit ratio
          </th>
          <th scope="col" class="number">
            in flight
          </th>
          <th scope="col" class="number">
            stale
          </th>
          <th scope="col" class="number">
            fenced
          </th>
          <th scope="col" class="number">
            entries
          </th>
        </tr>
      </thead>
      <tbody ref={list} onKeyDown={move}>
        {functions.value.map((each) => (
          <Row key={each.id} of={each} every={latest.value!.every} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ of, every }: { readonly of: FunctionState; readonly every: number }) {
  const { id, namespace, figures, loads, holdings, storage } = of;
  const isShown = shown.value?.id === id;
  const own = points.value.get(id) ?? [];
  const last = own.at(-1);
  return (
    <tr aria-selected={isShown} class={isShown ? 'chosen' : ''}>
      <th scope="row">
        <button
          type="button"
          data-id={id}
          aria-pressed={isShown}
          tabIndex={isShown ? 0 : -1}
          onClick={() => {
            chosen.value = id;
          }}
        >
          <b>{titleOf(of)}</b> <span class="namespace">{namespace}</span>
        </button>
        {storage.breaker !== 'closed' && <span class="mark bad">breaker {storage.breaker}</span>}
      </th>
      <td>
        <Sparkline points={own} />
      </td>
      <td class="number">{last === undefined ? '–' : count(Math.round((callsOf(last) * 1_000) / every))}</td>
      <td class="number">{figures.calls === 0 ? '–' : percent(figures.hitRatio)}</td>
      <td class="number">{count(loads.length)}</td>
      <td class="number">{count(figures.staleHits)}</td>
      <td class="number">{count(figures.fencedLoads)}</td>
      <td class="number">
        {count(holdings.entries)}
        {holdings.capacity !== undefined && <span class="of"> / {count(holdings.capacity)}</span>}
      </td>
    </tr>
  );
}
