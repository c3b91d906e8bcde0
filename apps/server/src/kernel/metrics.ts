import { Counter, Gauge, Histogram, Registry } from 'prom-client'

/** Numbers for Prometheus; every app has a registry of its own, so that two in one process do not mix. */
export interface Metrics {
  requests: Histogram<'method' | 'route' | 'status'>
  attempts: Counter<'outcome'>
  gauge<Label extends string>(name: string, help: string, labels?: readonly Label[]): Gauge<Label>
  /** Work to do each time the metrics are asked for, such as setting gauges from the database. */
  beforePrint(collect: () => Promise<void>): void
  print(): Promise<string>
  contentType: string
}

export function createMetrics(): Metrics {
  const registry = new Registry()
  const registers = [registry]
  const collectors: (() => Promise<void>)[] = []
  return {
    requests: new Histogram({
      name: 'pulse_http_request_seconds',
      help: 'Time to answer a request.',
      labelNames: ['method', 'route', 'status'],
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
      registers,
    }),
    attempts: new Counter({
      name: 'pulse_delivery_attempts_total',
      help: 'Delivery attempts by outcome.',
      labelNames: ['outcome'],
      registers,
    }),
    gauge: (name, help, labels = []) => new Gauge({ name, help, labelNames: [...labels], registers }),
    beforePrint: (collect) => void collectors.push(collect),
    print: async () => {
      await Promise.all(collectors.map((collect) => collect()))
      return registry.metrics()
    },
    contentType: registry.contentType,
  }
}
