import { render } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { ActionsPanel } from './actions-panel.js';
import { CallsPanel } from './calls-panel.js';
import { CapacityPanel } from './capacity-panel.js';
import { EventsPanel } from './events-panel.js';
import { FunctionList } from './function-list.js';
import { LoadsPanel, LoadTimesPanel } from './load-panels.js';
import { AnswersPanel, HoldingsPanel, SettingsPanel, StoragePanel } from './state-panels.js';
import { connection, FILTERS, filter, follow, functions, latest, points, search, shown, titleOf } from './store.js';

const WORDS = {
  connecting: 'connecting',
  live: 'live',
  lost: 'the process does not answer',
  refused: 'open the address that was printed: it has the token',
} as const;

function Page() {
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const focus = (event: KeyboardEvent) => {
      const isTyping = event.target instanceof HTMLInputElement || event.target instanceof HTMLDialogElement;
      if (event.key !== '/' || isTyping) return;
      event.preventDefault();
      field.current?.focus();
    };
    document.addEventListener('keydown', focus);
    return () => document.removeEventListener('keydown', focus);
  }, []);
  return (
    <>
      <header>
        <h1>memoir</h1>
        <span class="title">{latest.value?.title}</span>
        <span class={`connection ${connection.value}`} role="status">
          {WORDS[connection.value]}
        </span>
        <label class="search">
          <span class="hidden">search</span>
          <input
            ref={field}
            type="search"
            placeholder="search  ( / )"
            value={search.value}
            onInput={({ currentTarget }) => {
              search.value = currentTarget.value;
            }}
          />
        </label>
        <fieldset class="filters">
          <legend class="hidden">filter</legend>
          {FILTERS.map((name) => (
            <label key={name}>
              <input
                type="radio"
                name="filter"
                checked={filter.value === name}
                onChange={() => {
                  filter.value = name;
                }}
              />
              {name}
            </label>
          ))}
        </fieldset>
        <span class="seen">
          {functions.value.length} of {latest.value?.functions.length ?? 0}
        </span>
      </header>
      <main>
        <section class="list" aria-label="memoized functions">
          <FunctionList />
        </section>
        <Details />
      </main>
    </>
  );
}

function Details() {
  const of = shown.value;
  if (of === undefined || latest.value === undefined) return null;
  return (
    <section class="details" aria-label="details" key={of.id}>
      <h2>
        {titleOf(of)} <span class="namespace">{of.namespace}</span>
        {of.isMethod && <span class="mark">method</span>}
      </h2>
      <div class="panels">
        <div class="column">
          <CallsPanel points={points.value.get(of.id) ?? []} every={latest.value.every} />
          <AnswersPanel of={of} />
          <HoldingsPanel of={of} />
        </div>
        <div class="column">
          <LoadTimesPanel of={of} />
          <CapacityPanel of={of} />
          <StoragePanel of={of} />
          <LoadsPanel of={of} />
        </div>
        <div class="column">
          <ActionsPanel of={of} />
          <EventsPanel id={of.id} />
          <SettingsPanel of={of} />
        </div>
      </div>
    </section>
  );
}

render(<Page />, document.body);
follow();
