import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { Panel } from './panel.js';
import type { FunctionState } from './protocol.js';
import { ask, titleOf } from './store.js';

interface Answer {
  readonly isBad: boolean;
  readonly lines: readonly string[];
}

/** To invalidate, or explain, what a call with certain arguments would get. */
export function ActionsPanel({ of }: { readonly of: FunctionState }) {
  const text = useSignal('[]');
  const answer = useSignal<Answer | undefined>(undefined);
  const planned = useSignal<{ readonly question: string; readonly body: object } | undefined>(undefined);
  const dialog = useRef<HTMLDialogElement>(null);

  const fail = (error: unknown) => {
    answer.value = { isBad: true, lines: [(error as Error).message] };
  };
  const withArguments = (go: (args: unknown[]) => void) => {
    try {
      go(parsed(text.value));
    } catch (error) {
      fail(error);
    }
  };
  const plan = (question: string, body: object) => {
    planned.value = { question, body };
    dialog.current?.showModal();
  };
  const explain = () =>
    withArguments((args) => {
      ask('/explain', { id: of.id, arguments: args }).then(({ verdict, reasons }) => {
        answer.value = { isBad: false, lines: [`would be: ${String(verdict)}`, ...(reasons as string[])] };
      }, fail);
    });
  const closed = () => {
    const plan = planned.value;
    planned.value = undefined;
    if (dialog.current?.returnValue !== 'yes' || plan === undefined) return;
    ask('/invalidate', plan.body).then(({ key, everything }) => {
      answer.value = {
        isBad: false,
        lines: [everything === true ? 'everything was invalidated' : `${String(key)} was invalidated`],
      };
    }, fail);
  };

  return (
    <Panel name="Invalidate and explain">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          explain();
        }}
      >
        <label>
          arguments of a call, a JSON array
          <input
            type="text"
            class="arguments"
            spellcheck={false}
            autocomplete="off"
            value={text.value}
            onInput={({ currentTarget }) => {
              text.value = currentTarget.value;
            }}
          />
        </label>
        <div class="buttons">
          <button type="submit">Explain</button>
          <button
            type="button"
            class="danger"
            onClick={() =>
              withArguments((args) =>
                plan(`Invalidate ${titleOf(of)}(${argumentText(args)})?`, { id: of.id, arguments: args }),
              )
            }
          >
            Invalidate…
          </button>
          <button
            type="button"
            class="danger"
            onClick={() => plan(`Invalidate everything in ${of.namespace}?`, { id: of.id, everything: true })}
          >
            Invalidate everything…
          </button>
        </div>
      </form>
      <output class={answer.value?.isBad ? 'answer bad' : 'answer'} aria-live="polite">
        {answer.value?.lines.map((line) => (
          <p key={line}>{line}</p>
        ))}
      </output>
      <dialog ref={dialog} aria-label="confirm" onClose={closed}>
        <p>{planned.value?.question}</p>
        <p class="nothing">
          {of.storage.shared ? 'For all processes that share the storage.' : 'In this process.'} The next call loads.
        </p>
        <form method="dialog" class="buttons">
          <button type="submit" value="no">
            Cancel
          </button>
          <button type="submit" value="yes" class="danger">
            Invalidate
          </button>
        </form>
      </dialog>
    </Panel>
  );
}

function parsed(text: string): unknown[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Error('this is not JSON; the arguments are an array such as ["ada", 7]');
  }
  if (Array.isArray(value)) return value;
  throw new Error('the arguments are an array such as ["ada", 7]');
}

function argumentText(args: readonly unknown[]): string {
  return args.map((each) => JSON.stringify(each)).join(', ');
}
