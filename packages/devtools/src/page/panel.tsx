import type { ComponentChildren } from 'preact';

/** One part of what is known of a function. */
export function Panel({ name, children }: { readonly name: string; readonly children: ComponentChildren }) {
  const id = `panel-${name.replaceAll(/\W+/g, '-').toLowerCase()}`;
  return (
    <section class="panel" aria-labelledby={id} data-panel={name}>
      <h3 id={id}>{name}</h3>
      {children}
    </section>
  );
}

/** Facts, each with its name. */
export function Facts({ facts }: { readonly facts: readonly (readonly [name: string, fact: ComponentChildren])[] }) {
  return (
    <dl class="facts">
      {facts.map(([name, fact]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{fact}</dd>
        </div>
      ))}
    </dl>
  );
}

/** How much of a bound is used. */
export function Meter({ used, of, text }: { readonly used: number; readonly of: number; readonly text: string }) {
  return (
    <div class="meter">
      <meter min={0} max={of} value={used} aria-label={text} />
      <span>{text}</span>
    </div>
  );
}
