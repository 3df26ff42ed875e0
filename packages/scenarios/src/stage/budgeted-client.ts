import {
  type CallOptions,
  type Created,
  type CreateOptions,
  type NodeData,
  type Transaction,
  type WriteOptions,
  ZooKeeper,
  type ZooKeeperOptions,
} from '@vivarium/client';
import type { WriteBudget } from './write-budget.ts';

type Stat = Created['stat'];

/** A client whose writes wait for a budget that it shares with others. Its session is one write, and its end another. */
export class BudgetedClient extends ZooKeeper {
  private readonly budget: WriteBudget;
  private readonly evenPaused: boolean;

  constructor(connectString: string, options: ZooKeeperOptions, budget: WriteBudget, evenPaused: boolean) {
    super(connectString, options);
    this.budget = budget;
    this.evenPaused = evenPaused;
  }

  override async connect(options: CallOptions = {}): Promise<void> {
    await this.budget.take(options.signal, this.evenPaused);
    return super.connect(options);
  }

  override close(options: { readonly deadlineMs?: number } = {}): Promise<void> {
    this.budget.count();
    return super.close(options);
  }

  override async create(
    path: string,
    data: NodeData = null,
    options: CreateOptions & CallOptions = {},
  ): Promise<Created> {
    await this.budget.take(options.signal, this.evenPaused);
    return super.create(path, data, options);
  }

  override async delete(path: string, options: WriteOptions = {}): Promise<void> {
    await this.budget.take(options.signal, this.evenPaused);
    return super.delete(path, options);
  }

  override async setData(path: string, data: NodeData, options: WriteOptions = {}): Promise<Stat> {
    await this.budget.take(options.signal, this.evenPaused);
    return super.setData(path, data, options);
  }

  override multi(): Transaction {
    const transaction = super.multi();
    const commit = transaction.commit.bind(transaction);
    transaction.commit = async (options = {}) => {
      await this.budget.take(options.signal, this.evenPaused);
      return commit(options);
    };
    return transaction;
  }
}
