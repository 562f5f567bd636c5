import { signal } from '@preact/signals';
import { time } from './formats.js';
import { Panel } from './panel.js';
import { events, latest, titleOf } from './store.js';

const MOST_ROWS = 60;
const BAD = /failed|rejected|misfit/;
const ofAll = signal(false);

/** What happened lately, the newest first. */
export function EventsPanel({ id }: { readonly id: number }) {
  const names = new Map(latest.value?.functions.map((each) => [each.id, titleOf(each)]));
  const told = events.value.filter((event) => ofAll.value || event.id === id);
  return (
    <Panel name="Recent events">
      <label class="choice">
        <input
          type="checkbox"
          checked={ofAll.value}
          onChange={({ currentTarget }) => {
            ofAll.value = currentTarget.checked;
          }}
        />{' '}
        of all functions
      </label>
      {told.length === 0 ? (
        <p class="nothing">none; a hit is no event</p>
      ) : (
        <ol class="events" aria-label="events, the newest first">
          {told
            .slice(-MOST_ROWS)
            .reverse()
            .map((event) => (
              <li key={event.number}>
                <time>{time(event.at)}</time>{' '}
                <span class={BAD.test(event.kind) ? 'mark bad' : 'mark'}>{event.kind}</span>{' '}
                {ofAll.value && <b>{names.get(event.id)} </b>}
                <span class="key">{event.key}</span> {event.text}
              </li>
            ))}
        </ol>
      )}
    </Panel>
  );
}
