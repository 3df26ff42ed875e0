import type {
  DemoPauseBody,
  DemoRemoveBody,
  DemoSwitchBody,
  DemoView,
  LastScenario,
  ScenarioId,
  ScenarioView,
} from '@vivarium/contract';
import { get, post } from '../wire/call.ts';

export const demoApi = {
  view: () => get<DemoView>('/api/demo'),
  switch: (body: DemoSwitchBody) => post<DemoView>('/api/demo/switch', body),
  pause: (body: DemoPauseBody) => post<DemoView>('/api/demo/pause', body),
  remove: (body: DemoRemoveBody) => post<DemoView>('/api/demo/remove', body),
  scenario: () => get<LastScenario>('/api/demo/scenario'),
  perform: (scenario: ScenarioId) => post<ScenarioView>('/api/demo/scenario', { scenario }),
};
