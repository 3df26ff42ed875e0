import { describe, expect, it } from 'vitest';
import { lagging } from '../../src/kafka/registry.ts';
import { readAssignment, readBroker, readController, readState } from '../../src/kafka/registry-json.ts';

describe('what Kafka writes', () => {
  it('is read where its version is known', () => {
    expect(
      readBroker('{"version":5,"host":"h","port":9092,"rack":"r1","endpoints":["PLAINTEXT://h:9092"]}'),
    ).toEqual({ is: 'known', version: 5, value: { endpoints: ['PLAINTEXT://h:9092'], rack: 'r1' } });
    expect(readBroker('{"version":1,"host":"h","port":9092}')).toMatchObject({
      value: { endpoints: ['h:9092'], rack: null },
    });
    expect(readController('{"version":2,"brokerid":3,"kraftControllerEpoch":-1}')).toMatchObject({
      value: 3,
    });
    const assignment = readAssignment('{"version":3,"topic_id":"x","partitions":{"10":[1],"2":[2,3]}}');
    expect(assignment.is === 'known' && [...assignment.value.replicas.keys()]).toEqual([2, 10]);
  });

  it.each([
    ['no JSON', 'hello'],
    ['a version to come', '{"version":6,"endpoints":["x"]}'],
    ['no version', '{"endpoints":["x"]}'],
    ['a list', '[]'],
    ['the wrong shape', '{"version":4,"endpoints":[1]}'],
  ])('is left as it is written: %s', (_, text) => {
    expect(readBroker(text)).toEqual({ is: 'raw', text });
  });

  it('is not read from names that pose as a prototype', () => {
    expect(readAssignment('{"version":1,"partitions":{"__proto__":[1]}}').is).toBe('raw');
  });

  it('tells which replicas are out of step', () => {
    const state = readState('{"controller_epoch":4,"leader":2,"version":1,"leader_epoch":9,"isr":[2]}');
    expect(lagging({ partition: 0, path: '/', replicas: [1, 2], state })).toEqual([1]);
    expect(lagging({ partition: 0, path: '/', replicas: [1, 2], state: null })).toEqual([]);
  });
});
