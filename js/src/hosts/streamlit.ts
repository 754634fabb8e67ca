/** A component of Streamlit that holds the view: `hpviz.streamlit` puts the text of widget.js before this, as VIEW. */
import type widget from "../widget";
import { AppModel, type Given, type Sent } from "./app-model";

declare const VIEW: string;

interface Component {
  readonly data: Given;
  readonly parentElement: Element | ShadowRoot;
  setTriggerValue(name: "sent", value: Sent): void;
}

interface Shown {
  readonly model: AppModel;
  /** Replaced in each run of the script. */
  component: Component;
  readonly stop: () => void;
}

const shown = new WeakMap<Node, Shown>();
let view: Promise<{ readonly default: typeof widget }> | undefined;

/** As anywidget runs it: from an address of the page's own. */
function loaded(): Promise<{ readonly default: typeof widget }> {
  const url = URL.createObjectURL(new Blob([VIEW], { type: "text/javascript" }));
  return import(/* @vite-ignore */ url);
}

/** Streamlit calls this after each run of the script, and what it returns when the component goes. */
export default function show(component: Component): () => void {
  const { data, parentElement } = component;
  const before = shown.get(parentElement);
  if (before) {
    before.component = component;
    before.model.take(data);
    return before.stop;
  }
  const now = begin(component);
  shown.set(parentElement, now);
  return now.stop;
}

function begin(component: Component): Shown {
  const { data, parentElement } = component;
  const el = document.createElement("div");
  parentElement.append(el);
  let end: (() => void) | undefined;
  let isGone = false;
  const now: Shown = {
    component,
    model: new AppModel(data, (sent) => now.component.setTriggerValue("sent", sent)),
    stop: () => {
      isGone = true;
      end?.();
      el.remove();
      shown.delete(parentElement);
    },
  };
  view ??= loaded();
  view.then(({ default: { render } }) => {
    if (!isGone) end = render({ model: now.model, el });
  });
  return now;
}
