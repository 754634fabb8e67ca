/** What is ranked, and the controls over it. */

import { Export } from "./controls/boxes/export";
import { Parameters } from "./controls/boxes/parameters";
import { Settings } from "./controls/boxes/settings";
import { Button, SearchBox, Select } from "./controls/controls";
import { Filter } from "./controls/filter/filter";
import { Icon } from "./controls/icons";
import { Target } from "./controls/target";
import type { Choose } from "./model/choices";
import type { Send } from "./model/events";
import type { State } from "./model/state";
import type { Look, Looks } from "./table/table";

const WAND_RULE = "Show only the parameters that matter (else the ten strongest), sorted by importance";

interface Props {
  readonly state: State;
  readonly choose: Choose;
  readonly send: Send;
  readonly looks: Looks;
  readonly look: Look;
}

export function Header({ state, choose, send, looks, look }: Props) {
  const { experiments, saved } = state.sweep;
  return (
    <div class="hp-header">
      <div class="hp-title">
        Parameter importance with respect to
        <Target state={state} choose={choose} />
        {experiments.length > 1 && !saved && (
          <Select
            label="Experiment"
            value={state.experiment}
            options={experiments.map((name) => [name, name])}
            onPick={(experiment) => choose({ experiment })}
          />
        )}
      </div>
      <div class="hp-toolbar">
        <SearchBox
          label="Search parameters"
          value={looks.search}
          onSearch={(text) => look({ search: text, page: 0 })}
        />
        {!saved && <Changing state={state} choose={choose} send={send} looks={looks} />}
      </div>
    </div>
  );
}

/** What only Python can answer. */
function Changing({ state, choose, send, looks }: Omit<Props, "look">) {
  return (
    <>
      <Button
        kind="hp-square"
        aria-label="Most useful parameters"
        title={WAND_RULE}
        onClick={() => send({ event: "wand" })}
      >
        <Icon name="wand" />
      </Button>
      <Parameters state={state} choose={choose} />
      <Filter state={state} choose={choose} />
      {/* They move to another line together, none alone */}
      <div class="hp-method">
        <Select
          label="Method"
          value={state.method}
          options={state.sweep.methods.map(({ name, label }) => [name, label])}
          onPick={(method) => choose({ method })}
        />
        <Settings state={state} choose={choose} />
        <Export state={state} open={looks.open} send={send} />
      </div>
    </>
  );
}
